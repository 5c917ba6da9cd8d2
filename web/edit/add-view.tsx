import { useEffect, useState } from 'preact/hooks';
import type { ConfigurationText } from '../../src/api/contract.js';
import { request } from '../api/request.js';
import { streamsByName } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { navigate } from '../routing/location.js';
import { pathOf } from '../routing/route.js';
import { PageTitle } from '../shell/page-title.js';
import { announce } from '../ui/announcer.js';
import { ProblemText } from '../ui/problem-text.js';
import { EditGate } from './edit-gate.js';
import { StreamEditor } from './stream-editor.js';

/** A new stream. */
export function AddView() {
  const [file, setFile] = useState<ConfigurationText | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = (): void => void request<ConfigurationText>('GET', '/api/v1/config').then(setFile, setError);
  useEffect(load, []);
  const checkName = (name: string): string | undefined =>
    streamsByName.value.has(name) ? t().form.nameTaken(name) : undefined;
  // Which one it goes to is for the router to say: it is told before anything is written.
  const isWritable = file?.files.some((one) => one.isWritable) ?? file?.isWritable ?? false;
  return (
    <section class="view-stack">
      <PageTitle>{t().form.addTitle}</PageTitle>
      {error !== null && <ProblemText error={error} />}
      {file !== null && (
        <EditGate readOnlyReason={isWritable ? null : file.readOnlyReason}>
          <StreamEditor
            name={null}
            before={NOTHING}
            baseHash={file.hash ?? ''}
            profiles={file.profiles}
            files={file.files}
            checkName={checkName}
            // Nothing that was typed depends on what else is in the file.
            onStale={load}
            onSaved={(name) => {
              announce(t().edit.saved(name));
              // A pattern is no stream; what it makes is told above the list.
              navigate(pathOf(name.includes('*') ? { view: 'overview' } : { view: 'stream', name }));
            }}
            onCancel={() => navigate('/')}
          />
        </EditGate>
      )}
    </section>
  );
}

const NOTHING = {};
