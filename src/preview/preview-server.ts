import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { LiveStreams } from './live/live-streams.js';
import { PreviewProblem, toProblem } from './preview-problem.js';
import { Stills } from './stills/stills.js';

/**
 * What the router asks, over HTTP: `/still.mp4` and `/live.mp4` (`?audio=off`: without sound), with the address of the stream
 * percent-encoded in the header `Stream-Url`, since it may hold credentials, which belong in no URL.
 */
export function createPreviewServer(onMistake: (error: unknown) => void): Server {
  const live = new LiveStreams();
  const stills = new Stills((url) => live.keyFrame(url));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://router');
    const url = streamUrl(request);
    switch (request.method === 'GET' ? pathname : '') {
      case '/live.mp4':
        await live.join(url, response, searchParams.get('audio') !== 'off');
        return;
      case '/still.mp4': {
        const { contentType, etag, body } = await stills.get(url);
        const isKnown = request.headers['if-none-match']?.includes(etag) === true;
        // RFC 9111 5.2.2.4: it may be kept, but is to be asked for again each time.
        const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
        if (isKnown) response.writeHead(304, headers).end();
        else
          response
            .writeHead(200, { ...headers, 'Content-Type': contentType, 'Content-Length': body.length })
            .end(body);
        return;
      }
      default:
        throw new PreviewProblem('not-found', 'There is nothing here.');
    }
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      try {
        refuse(response, toProblem(error));
      } catch (mistake) {
        response.destroy();
        onMistake(mistake);
      }
    });
  });
}

function streamUrl({ headers }: IncomingMessage): string {
  try {
    return decodeURIComponent(String(headers['stream-url'] ?? ''));
  } catch {
    throw new PreviewProblem('not-found', 'The address of the stream is not encoded well.');
  }
}

/** RFC 9457 */
function refuse(response: ServerResponse, { status, code, message, remedy }: PreviewProblem): void {
  const body = JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? '',
    status,
    detail: message,
    code,
    ...(remedy === undefined ? {} : { remedy }),
  });
  const retry = status === 503 ? { 'Retry-After': '1' } : {};
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...retry }).end(body);
}
