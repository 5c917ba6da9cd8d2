import { type IncomingHttpHeaders, request } from 'node:http';

/** A request with just these headers: `fetch` sets some of its own. */
export function ask(url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    // As it stands: a URL would be mended where it leads upwards.
    const {
      host = '',
      port = '',
      path = '',
    } = /^http:\/\/(?<host>[^/:]+):(?<port>\d+)(?<path>.*)$/.exec(url)?.groups ?? {};
    const sent = request({
      host,
      port,
      path,
      method,
      headers: {
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let received = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        received += part;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: received,
          json: <T>() => JSON.parse(received) as T,
        }),
      );
    });
    sent.end(text);
  });
}

export interface Asked {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** As whatever the test takes it for. */
  json<T>(): T;
}
