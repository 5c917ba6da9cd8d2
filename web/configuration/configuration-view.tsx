import { useEffect, useState } from 'preact/hooks';
import type { ConfigurationFileText, Place } from '../../src/api/contract.js';
import { ReadOnly } from '../edit/read-only.js';
import { t } from '../i18n/text.js';
import { mayEdit } from '../session/session.js';
import { PageTitle } from '../shell/page-title.js';
import { Icon } from '../ui/icon.js';
import { ProblemText } from '../ui/problem-text.js';
import { DiagnosticList } from './diagnostic-list.js';
import { FileChoice } from './file-choice.js';
import { FileEditor } from './file-editor.js';
import { FileText, goToLine } from './file-text.js';
import { LiveState } from './live-state.js';
import { useConfiguration } from './use-configuration.js';
import './configuration-view.css';

/** The files, one at a time: what stands in it, what is wrong with it, what of it is live. */
export function ConfigurationView() {
  const { file: configuration, error, load } = useConfiguration();
  /** As it was when somebody began to edit it; null while nobody does. */
  const [edited, setEdited] = useState<ConfigurationFileText | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  /** Where to go when the file in which that is has come to be shown. */
  const [aim, setAim] = useState<Place | null>(null);
  useEffect(() => {
    if (aim !== null) goToLine(aim.line);
  }, [aim]);
  const text = t().configuration;
  const files = configuration?.files ?? [];
  const shown = files.find(({ file }) => file === chosen) ?? files[0];
  const diagnostics = configuration?.problem?.diagnostics ?? [];
  const own = diagnostics.filter(({ place }) => place.file === shown?.file);
  const isOneOfSeveral = files.length > 1;
  const go = (place: Place): void => {
    setChosen(place.file);
    setAim({ ...place });
  };
  return (
    <section class="view-stack">
      <div class="panel-head">
        <PageTitle>{text.title}</PageTitle>
        {shown?.isWritable === true && mayEdit.value && edited === null && (
          <button type="button" class="button" onClick={() => setEdited(shown)}>
            <Icon name="edit" /> {text.edit}
          </button>
        )}
      </div>
      {error !== null && <ProblemText error={error} />}
      {configuration === null ? (
        error === null && <p class="soft">{t().common.loading}</p>
      ) : (
        <>
          <LiveState file={configuration} />
          {isOneOfSeveral && shown !== undefined && edited === null && (
            <FileChoice files={files} chosen={shown.file} diagnostics={diagnostics} onChoose={setChosen} />
          )}
          {shown?.isWritable === false && edited === null && <ReadOnly reason={shown.readOnlyReason} />}
          {edited !== null ? (
            <FileEditor
              opened={edited}
              newest={files.find(({ file }) => file === edited.file) ?? null}
              problems={diagnostics}
              isOneOfSeveral={isOneOfSeveral}
              onStale={load}
              onClose={() => setEdited(null)}
            />
          ) : (
            <>
              {diagnostics.length > 0 && (
                <DiagnosticList diagnostics={diagnostics} isOfSeveral={isOneOfSeveral} onGo={go} />
              )}
              <FileText text={shown?.text ?? ''} diagnostics={own} />
            </>
          )}
        </>
      )}
    </section>
  );
}
