import { useEffect, useState } from 'preact/hooks';
import type { StreamEntry } from '../../src/api/contract.js';
import { streamsByName } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { navigate } from '../routing/location.js';
import { pathOf } from '../routing/route.js';
import { Notice } from '../shell/notice.js';
import { PageTitle } from '../shell/page-title.js';
import { useEntry } from '../stream/use-entry.js';
import { announce } from '../ui/announcer.js';
import { ProblemText } from '../ui/problem-text.js';
import { EditGate } from './edit-gate.js';
import { NewerContent } from './newer-content.js';
import { StreamEditor } from './stream-editor.js';

/** Another form of a stream that is in the file. */
export function EditView({ name }: { readonly name: string }) {
  const { entry, error, load } = useEntry(name);
  /** What the form was made from. */
  const [base, setBase] = useState<StreamEntry | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (entry !== null) setBase((before) => before ?? entry);
  }, [entry]);
  // While it cannot be had, what was typed stays.
  const newest = entry ?? base;
  const isOther = base !== null && newest !== null && !isSameStream(base, newest);
  const isGone = error?.problem.code === 'not-found';
  const done = (): void => navigate(pathOf({ view: 'stream', name }));
  return (
    <section class="view-stack">
      <PageTitle>{t().form.editTitle(name)}</PageTitle>
      {isGone ? <Gone name={name} /> : error !== null && <ProblemText error={error} />}
      {isOther && (
        <NewerContent
          text={newest.text}
          onTake={() => {
            setBase(newest);
            setRound(round + 1);
          }}
          onKeep={() => setBase(newest)}
        />
      )}
      {base !== null && newest !== null && (
        <EditGate readOnlyReason={newest.readOnlyReason}>
          <StreamEditor
            key={round}
            name={name}
            before={base.stream}
            profiles={newest.profiles}
            baseHash={isOther ? base.baseHash : newest.baseHash}
            isOutdated={isOther || isGone}
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

/** It is not in the file: it never was, somebody took it out, or it comes from a pattern. */
function Gone({ name }: { readonly name: string }) {
  const pattern = streamsByName.value.get(name)?.pattern ?? null;
  return (
    <Notice kind="waiting" icon="info" role="alert">
      <strong>{pattern === null ? t().stream.gone : t().actions.ofPattern(pattern)}</strong>
    </Notice>
  );
}

/** Changes elsewhere in the file are no business of who edits this stream. */
function isSameStream(a: StreamEntry, b: StreamEntry): boolean {
  return JSON.stringify(a.stream) === JSON.stringify(b.stream);
}
