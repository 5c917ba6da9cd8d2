import { createParser, type EventSourceMessage } from 'eventsource-parser';

/**
 * Reads server-sent events until they end, and then resolves. `EventSource` of the browser tells neither the status of an answer
 * nor that a connection has gone silent, so this reads them itself.
 * @throws EventsRefused when the answer is another than 200; whatever `fetch` throws; `AbortError` when asked to stop, and after a silence
 */
export async function readEvents(
  url: string,
  { onOpen, onEvent }: EventReader,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  signal.addEventListener('abort', end);
  let timer = setTimeout(end, SILENCE_MS);
  const parser = createParser({ onEvent });
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: stop.signal,
    });
    if (!response.ok || response.body === null) throw new EventsRefused(response.status);
    onOpen?.(response);
    const body = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await body.read(); !piece.done; piece = await body.read()) {
      clearTimeout(timer);
      timer = setTimeout(end, SILENCE_MS);
      parser.feed(piece.value);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

export interface EventReader {
  readonly onOpen?: (response: Response) => void;
  readonly onEvent: (event: EventSourceMessage) => void;
}

export class EventsRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the router answered ${status}`);
    this.status = status;
  }
}

/** The router pings each 10 s. */
const SILENCE_MS = 25_000;
