import { createServer, type Server, type Socket } from 'node:net';
import { MessageReader, requestLine } from '../../../src/media-server/rtsp/message-reader.js';

/** An RTSP server for readers that answers each request as a test says; the answer is sent as it is. */
export class StrangeServer {
  readonly requests: string[] = [];
  readonly sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(
    answer: (method: string, headers: ReadonlyMap<string, string>, socket: Socket) => string | Buffer,
  ) {
    this.#server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
      const reader = new MessageReader(requestLine, {
        onMessage: ({ method, url, headers }) => {
          this.requests.push(`${method} ${url}`);
          const text = answer(method, headers, socket);
          if (text.length > 0) socket.write(text);
        },
        onFrames: () => undefined,
      });
      socket.on('data', (chunk) => reader.push(chunk));
    });
  }

  /** Resolves with the address of a path. */
  async start(credentials = ''): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    return `rtsp://${credentials}127.0.0.1:${port}/cam`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

export function ok(body = '', headers: readonly string[] = []): string {
  return [
    'RTSP/1.0 200 OK',
    'CSeq: 1',
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
