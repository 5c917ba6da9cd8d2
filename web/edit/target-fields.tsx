import { t } from '../i18n/text.js';
import { Choice } from '../ui/choice.js';
import { TextField } from '../ui/text-field.js';
import type { ServerForm } from './server-form.js';
import './target-fields.css';

/** Where the stream can be watched: RTSP server and path. */
export function TargetFields({
  server,
  path,
  streamName,
  serverError,
  pathError,
  onServer,
  onPath,
}: TargetFieldsProps) {
  const text = t().form;
  const kinds = [
    'default',
    'embedded',
    'remote',
    ...(server.kind === 'text' ? (['text'] as const) : []),
  ] as const;
  return (
    <fieldset class="panel form-part">
      <legend>{text.target}</legend>
      <Choice
        legend={text.server}
        options={kinds.map((value) => ({ value, label: text.servers[value] }))}
        value={server.kind}
        onChange={(kind) => onServer({ ...server, kind })}
      />
      {server.kind === 'remote' && <RemoteServer server={server} error={serverError} onChange={onServer} />}
      {server.kind === 'text' && (
        <TextField
          label={text.serverText}
          error={serverError}
          value={server.text}
          onInput={(value) => onServer({ ...server, text: value })}
        />
      )}
      <TextField
        label={text.path}
        hint={text.pathHint(streamName)}
        error={pathError}
        placeholder={streamName}
        value={path}
        onInput={onPath}
      />
    </fieldset>
  );
}

interface TargetFieldsProps {
  readonly server: ServerForm;
  readonly path: string;
  readonly streamName: string;
  readonly serverError: string | undefined;
  readonly pathError: string | undefined;
  readonly onServer: (server: ServerForm) => void;
  readonly onPath: (path: string) => void;
}

function RemoteServer({ server, error, onChange }: RemoteServerProps) {
  const text = t().form;
  return (
    <>
      <div class="target-host">
        <TextField
          label={text.host}
          error={error}
          placeholder="mediamtx.example"
          value={server.host}
          onInput={(value) => onChange({ ...server, host: value })}
        />
        <TextField
          label={text.port}
          inputMode="numeric"
          placeholder={server.isTls ? '322' : '554'}
          value={server.port}
          onInput={(value) => onChange({ ...server, port: value })}
        />
      </div>
      <TextField
        label={text.login}
        hint={text.loginHint}
        placeholder="user:password"
        value={server.login}
        onInput={(value) => onChange({ ...server, login: value })}
      />
      <label class="checkbox">
        <input
          type="checkbox"
          checked={server.isTls}
          onChange={({ currentTarget: { checked } }) => onChange({ ...server, isTls: checked })}
        />
        {text.tls}
      </label>
    </>
  );
}

interface RemoteServerProps {
  readonly server: ServerForm;
  readonly error: string | undefined;
  readonly onChange: (server: ServerForm) => void;
}
