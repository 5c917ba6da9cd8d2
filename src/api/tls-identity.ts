import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsFiles } from '../state/access.js';

/** Certificate and key of the API, as they stand in their files. */
export class TlsIdentity {
  readonly files: TlsFiles;
  #readAs = '';

  /** @param files absolute paths */
  constructor(files: TlsFiles) {
    this.files = files;
  }

  /** @throws an error that says which file cannot be used, and why */
  read(): SecureContextOptions {
    this.#readAs = this.#identity();
    const context = { cert: this.#content('cert'), key: this.#content('key') };
    try {
      createSecureContext(context);
    } catch (error) {
      const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
      throw new Error(`"tls": certificate and key cannot be used together (${code})`, { cause: error });
    }
    return context;
  }

  /** Whether the files are others than those that were read last. */
  hasChanged(): boolean {
    return this.#identity() !== this.#readAs;
  }

  #content(which: keyof TlsFiles): Buffer {
    try {
      return readFileSync(this.files[which]);
    } catch (error) {
      const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
      throw new Error(`"tls.${which}": ${this.files[which]} cannot be read (${code})`, { cause: error });
    }
  }

  /** Follows symbolic links, as mounted secrets are swapped by one. */
  #identity(): string {
    return [this.files.cert, this.files.key]
      .map((path) => {
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats === undefined ? 'missing' : `${stats.dev}:${stats.ino}:${stats.mtimeMs}:${stats.size}`;
      })
      .join();
  }
}
