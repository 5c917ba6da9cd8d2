/** Where a stream is published, as it is typed. */
export interface ServerForm {
  /** `default`: as the file says for all streams. `text`: as a whole, where it cannot be taken apart, such as with `${HOST}`. */
  readonly kind: 'default' | 'embedded' | 'remote' | 'text';
  readonly isTls: boolean;
  readonly host: string;
  readonly port: string;
  /** `user:password`, percent-encoded as in the URL, or placeholders. */
  readonly login: string;
  readonly text: string;
}

export function serverFormOf(server: unknown): ServerForm {
  if (server === undefined || server === null) return EMPTY;
  const text = String(server);
  if (text === 'embedded') return { ...EMPTY, kind: 'embedded' };
  const parts = PARTS.exec(text)?.groups;
  if (parts === undefined) return { ...EMPTY, kind: 'text', text };
  const { scheme, login = '', host = '', port = '' } = parts;
  return { ...EMPTY, kind: 'remote', isTls: scheme === 'rtsps', host, port, login };
}

/** The server as it is written in the file; null: the key is left out. */
export function serverText({ kind, isTls, host, port, login, text }: ServerForm): string | null {
  switch (kind) {
    case 'default':
      return null;
    case 'embedded':
      return 'embedded';
    case 'text':
      return text.trim();
    case 'remote': {
      const credentials = login.trim() === '' ? '' : `${login.trim()}@`;
      const suffix = port.trim() === '' ? '' : `:${port.trim()}`;
      return `${isTls ? 'rtsps' : 'rtsp'}://${credentials}${host.trim()}${suffix}`;
    }
  }
}

const EMPTY: ServerForm = { kind: 'default', isTls: false, host: '', port: '', login: '', text: '' };

const PARTS =
  /^(?<scheme>rtsps?):\/\/(?:(?<login>[^@/]*)@)?(?<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::(?<port>\d+))?\/?$/;
