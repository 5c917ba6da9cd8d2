import { useState } from 'preact/hooks';
import type { ConfigurationStatus } from '../../src/api/contract.js';
import { request } from '../api/request.js';
import { t } from '../i18n/text.js';
import { mayEdit } from '../session/session.js';
import { Age } from '../ui/age.js';
import { announce } from '../ui/announcer.js';
import { ProblemText } from '../ui/problem-text.js';
import { Notice } from './notice.js';

/** A change of the file that would stop many streams waits for somebody's consent. */
export function HeldNotice({ file, held }: HeldNoticeProps) {
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const text = t().notices;
  const approve = async (): Promise<void> => {
    setError(null);
    setBusy(true);
    try {
      await request('POST', '/api/v1/config/approve', { body: { hash: held.hash } });
      announce(text.approved);
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  const names = held.stops.slice(0, SHOWN).join(', ');
  const more = held.stops.length - SHOWN;
  return (
    <Notice kind="failing" icon="failing">
      <strong>{text.held(file, held.stops.length, held.running)}</strong>
      <span>{text.heldMeans}</span>
      <span class="soft">{more > 0 ? text.andMore(names, more) : names}</span>
      <span class="soft">
        {t().common.for} <Age since={held.since} />
      </span>
      {mayEdit.value && (
        <button type="button" class="button is-danger" disabled={isBusy} onClick={() => void approve()}>
          {text.approve(held.stops.length)}
        </button>
      )}
      {error !== null && <ProblemText error={error} />}
    </Notice>
  );
}

interface HeldNoticeProps {
  readonly file: string;
  readonly held: NonNullable<ConfigurationStatus['held']>;
}

const SHOWN = 10;
