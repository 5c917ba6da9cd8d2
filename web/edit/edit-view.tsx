import { useEffect, useState } from 'preact/hooks';
import type { StreamEntry } from '../../src/api/contract.js';
import { fetchEntry } from '../api/stream-changes.js';
import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { navigate } from '../routing/location.js';
import { pathOf } from '../routing/route.js';
import { PageTitle } from '../shell/page-title.js';
import { announce } from '../ui/announcer.js';
import { ProblemText } from '../ui/problem-text.js';
import { EditGate } from './edit-gate.js';
import { NewerContent } from './newer-content.js';
import { StreamEditor } from './stream-editor.js';

/** Another form of a stream that is in the file. */
export function EditView({ name }: { readonly name: string }) {
  /** What the form was made from, and what stands in the file by now. */
  const [entry, setEntry] = useState<StreamEntry | null>(null);
  const [newest, setNewest] = useState<StreamEntry | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const load = (): void =>
    void fetchEntry(name).then((found) => {
      setNewest(found);
      setEntry((before) => before ?? found);
    }, setError);
  const { generation, problem } = routerStatus.value?.configuration ?? {};
  // With each content of the file it is looked at anew.
  useEffect(load, [name, generation, problem?.hash]);
  const isOther = entry !== null && newest !== null && !isSameStream(entry, newest);
  const done = (): void => navigate(pathOf({ view: 'stream', name }));
  return (
    <section class="view-stack">
      <PageTitle>{t().form.editTitle(name)}</PageTitle>
      {error !== null && <ProblemText error={error} />}
      {isOther && (
        <NewerContent
          text={newest.text}
          onTake={() => {
            setEntry(newest);
            setRound(round + 1);
          }}
          onKeep={() => setEntry(newest)}
        />
      )}
      {entry !== null && newest !== null && (
        <EditGate readOnlyReason={newest.readOnlyReason}>
          <StreamEditor
            key={round}
            name={name}
            before={entry.stream}
            baseHash={isOther ? entry.baseHash : newest.baseHash}
            isOutdated={isOther}
            onStale={load}
            onSaved={() => {
              announce(t().edit.saved(name));
              done();
            }}
            onCancel={done}
          />
        </EditGate>
      )}
    </section>
  );
}

/** Changes elsewhere in the file are no business of who edits this stream. */
function isSameStream(a: StreamEntry, b: StreamEntry): boolean {
  return JSON.stringify(a.stream) === JSON.stringify(b.stream);
}
