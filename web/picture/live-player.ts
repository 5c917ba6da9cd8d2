/**
 * Plays an endless fragmented MP4 in a video element, close to its end: what is late is caught up by playing a little faster, and by
 * a jump where that would take long. Resolves when it ended, or was asked to.
 * @throws LiveFault with why it cannot be played
 */
export async function playLive(video: HTMLVideoElement, url: string, signal: AbortSignal): Promise<void> {
  const { type, body } = await openPlayable(url, signal);
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await eventOf(source, 'sourceopen', signal);
  URL.revokeObjectURL(video.src);
  const buffer = source.addSourceBuffer(type);
  const catchUp = setInterval(() => stayClose(video), CATCH_UP_MS);
  const reader = body.getReader();
  try {
    // With sound a browser may refuse to begin; muted it begins.
    void video.play().catch(() => undefined);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      await append(buffer, piece.value, signal);
      await trim(buffer, video.currentTime, signal);
    }
  } finally {
    clearInterval(catchUp);
    await reader.cancel().catch(() => undefined);
    video.removeAttribute('src');
    video.load();
  }
}

export class LiveFault extends Error {
  readonly why: 'not there' | 'refused' | 'codec';

  constructor(why: LiveFault['why']) {
    super(why);
    this.why = why;
  }
}

/** The stream as it is, or without its sound where that is what this browser does not play. */
async function openPlayable(url: string, signal: AbortSignal): Promise<Playable> {
  for (const candidate of [url, `${url}?audio=off`]) {
    const response = await fetch(candidate, { cache: 'no-store', signal });
    if (response.status === 404) throw new LiveFault('not there');
    if (!response.ok || response.body === null) throw new LiveFault('refused');
    const type = response.headers.get('content-type') ?? '';
    if ('MediaSource' in window && MediaSource.isTypeSupported(type)) return { type, body: response.body };
    await response.body.cancel();
  }
  throw new LiveFault('codec');
}

interface Playable {
  /** With its codecs, as `MediaSource` wants it. */
  readonly type: string;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

const CATCH_UP_MS = 250;
/** Behind the end of what has come, in seconds. */
const WANTED_S = 0.4;
const LATE_S = 0.9;
const TOO_LATE_S = 2.5;
const KEPT_S = 10;

function stayClose(video: HTMLVideoElement): void {
  const { buffered } = video;
  if (buffered.length === 0) return;
  const end = buffered.end(buffered.length - 1);
  const behind = end - video.currentTime;
  // It begins somewhere, and may have gaps where a source came back.
  if (behind > TOO_LATE_S || video.currentTime < buffered.start(buffered.length - 1))
    video.currentTime = Math.max(buffered.start(buffered.length - 1), end - WANTED_S);
  video.playbackRate = behind > LATE_S ? 1.1 : 1;
}

async function append(
  buffer: SourceBuffer,
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  buffer.appendBuffer(bytes);
  await eventOf(buffer, 'updateend', signal);
}

async function trim(buffer: SourceBuffer, currentTime: number, signal: AbortSignal): Promise<void> {
  const { buffered } = buffer;
  if (buffered.length === 0 || currentTime - buffered.start(0) < 2 * KEPT_S) return;
  buffer.remove(buffered.start(0), currentTime - KEPT_S);
  await eventOf(buffer, 'updateend', signal);
}

function eventOf(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      target.removeEventListener(name, done);
      reject(new DOMException('stopped', 'AbortError'));
    };
    const done = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    target.addEventListener(name, done, { once: true });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
