/** Makes a picture of the first frame of a video. */
export class VideoStill {
  readonly #video = document.createElement('video');

  constructor() {
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.preload = 'auto';
  }

  /** Resolves with null when it cannot be decoded, as H.265 in some browsers. */
  async decode(file: Blob): Promise<ImageBitmap | null> {
    const url = URL.createObjectURL(file);
    try {
      await this.#load(url);
      return await createImageBitmap(this.#video);
    } catch {
      return null;
    } finally {
      this.#video.removeAttribute('src');
      this.#video.load();
      URL.revokeObjectURL(url);
    }
  }

  #load(url: string): Promise<void> {
    const video = this.#video;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no picture came')), PATIENCE_MS);
      video.onloadeddata = () => {
        clearTimeout(timer);
        resolve();
      };
      video.onerror = () => {
        clearTimeout(timer);
        reject(new Error(video.error?.message));
      };
      video.src = url;
    });
  }
}

const PATIENCE_MS = 5_000;
