import { useState } from 'preact/hooks';
import { ReadOnly } from '../edit/read-only.js';
import { t } from '../i18n/text.js';
import { mayEdit } from '../session/session.js';
import { PageTitle } from '../shell/page-title.js';
import { Icon } from '../ui/icon.js';
import { ProblemText } from '../ui/problem-text.js';
import { DiagnosticList } from './diagnostic-list.js';
import { FileEditor } from './file-editor.js';
import { FileText } from './file-text.js';
import { LiveState } from './live-state.js';
import { useConfiguration } from './use-configuration.js';
import './configuration-view.css';

/** The file: what stands in it, what is wrong with it, what of it is live. */
export function ConfigurationView() {
  const { file, error, load } = useConfiguration();
  const [isEditing, setEditing] = useState(false);
  const text = t().configuration;
  const diagnostics = file?.problem?.diagnostics ?? [];
  return (
    <section class="view-stack">
      <div class="panel-head">
        <PageTitle>{text.title}</PageTitle>
        {file?.isWritable === true && mayEdit.value && !isEditing && (
          <button type="button" class="button" onClick={() => setEditing(true)}>
            <Icon name="edit" /> {text.edit}
          </button>
        )}
      </div>
      {error !== null && <ProblemText error={error} />}
      {file === null ? (
        error === null && <p class="soft">{t().common.loading}</p>
      ) : (
        <>
          <LiveState file={file} />
          {!file.isWritable && <ReadOnly reason={file.readOnlyReason} />}
          {isEditing ? (
            <FileEditor newest={file} onStale={load} onClose={() => setEditing(false)} />
          ) : (
            <>
              {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
              <FileText text={file.text} diagnostics={diagnostics} />
            </>
          )}
        </>
      )}
    </section>
  );
}
