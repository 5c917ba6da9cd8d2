import type { IncomingMessage } from 'node:http';
import type { DesiredState } from '../../state/desired-state.js';
import type { ObservedState } from '../../state/observed-state.js';
import { outputUrl } from '../../state/output-url.js';
import { type PreviewProcess, type PreviewRequest, PreviewUnavailable } from './preview-process.js';

/** Pictures of the streams that run. */
export class StreamPictures {
  readonly #options: StreamPicturesOptions;

  constructor(options: StreamPicturesOptions) {
    this.#options = options;
  }

  /** What the program for pictures answers, of which only the head has come; or why it was not asked, or has no answer. */
  async picture(name: string, asked: PictureRequest): Promise<PictureAnswer> {
    const { preview, desired, observe, secret } = this.#options;
    const spec = desired()?.streams.get(name);
    if (spec === undefined) return { kind: 'no such stream' };
    const { streams, listeners } = observe();
    const streamUrl = outputUrl(spec, listeners.rtsp, { secret: secret(), use: 'read' });
    // Nothing is published there: whoever asked would wait for a key frame in vain.
    if (streamUrl === null || streams.get(name)?.state.phase !== 'running') return { kind: 'not running' };
    try {
      return { kind: 'answer', response: await preview.ask({ ...asked, streamUrl }) };
    } catch (error) {
      if (error instanceof PreviewUnavailable) return { kind: 'unavailable', why: error.message };
      throw error;
    }
  }
}

export interface StreamPicturesOptions {
  readonly preview: PreviewProcess;
  desired(): DesiredState | null;
  observe(): ObservedState;
  /** What the router's own processes come to its servers by is made of it. */
  secret(): string;
}

export type PictureRequest = Omit<PreviewRequest, 'streamUrl'>;

export type PictureAnswer =
  | { readonly kind: 'answer'; readonly response: IncomingMessage }
  | { readonly kind: 'no such stream' | 'not running' }
  | { readonly kind: 'unavailable'; readonly why: string };
