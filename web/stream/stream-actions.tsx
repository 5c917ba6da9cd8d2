import { useState } from 'preact/hooks';
import type { StreamStatus } from '../../src/api/contract.js';
import { request, streamPath } from '../api/request.js';
import { ChangeDialog } from '../edit/change-dialog.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { navigate } from '../routing/location.js';
import { mayEdit } from '../session/session.js';
import { announce } from '../ui/announcer.js';
import { Icon } from '../ui/icon.js';
import { ProblemText } from '../ui/problem-text.js';

/** What can be done with a stream. What changes the file shows the change first. */
export function StreamActions({ stream, isFileWritable }: StreamActionsProps) {
  const { name } = stream;
  const [asked, setAsked] = useState<'none' | 'toggle' | 'delete'>('none');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const text = t().actions;
  const isOff = stream.phase === 'disabled';
  const readers = stream.delivery?.readers ?? 0;
  const close = (): void => setAsked('none');
  const restart = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await request('POST', streamPath(name, '/restart'));
      announce(text.restarted(name));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  if (!mayEdit.value) return null;
  return (
    <div class="button-row">
      {!isOff && (
        <button type="button" class="button" disabled={isBusy} onClick={() => void restart()}>
          <Icon name="restart" /> {text.restart}
        </button>
      )}
      {stream.pattern !== null && <span class="soft">{text.ofPattern(stream.pattern)}</span>}
      {isFileWritable && stream.pattern === null && (
        <>
          <Link to={{ view: 'edit', name }} class="button">
            <Icon name="edit" /> {text.edit}
          </Link>
          <button type="button" class="button" onClick={() => setAsked('toggle')}>
            <Icon name={isOff ? 'play' : 'pause'} /> {isOff ? text.enable : text.disable}
          </button>
          <button type="button" class="button is-danger" onClick={() => setAsked('delete')}>
            <Icon name="trash" /> {text.delete}
          </button>
        </>
      )}
      {error !== null && <ProblemText error={error} />}
      {asked === 'toggle' && (
        <ChangeDialog
          title={isOff ? text.enableTitle(name) : text.disableTitle(name)}
          confirm={isOff ? text.enable : text.disable}
          edit={{ kind: 'put', name, stream: { enabled: isOff } }}
          onClose={close}
          onDone={() => {
            close();
            announce(isOff ? text.enabled(name) : text.disabled(name));
          }}
        >
          <p>{isOff ? text.enableMeans : text.disableMeans(readers)}</p>
        </ChangeDialog>
      )}
      {asked === 'delete' && (
        <ChangeDialog
          title={text.deleteTitle(name)}
          confirm={text.delete}
          isDangerous
          edit={{ kind: 'delete', name }}
          onClose={close}
          onDone={() => {
            close();
            announce(text.deleted(name));
            navigate('/');
          }}
        >
          <p>{text.deleteMeans(readers)}</p>
        </ChangeDialog>
      )}
    </div>
  );
}

interface StreamActionsProps {
  readonly stream: StreamStatus;
  readonly isFileWritable: boolean;
}
