import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Certificate and key of the router, as they stand in their files. */
export class TlsIdentity {
  readonly files: IdentityFiles;
  #readAs = '';

  /** @param files absolute paths */
  constructor(files: IdentityFiles) {
    this.files = files;
  }

  /** @throws an error that says which file cannot be used, and why */
  read(): Identity {
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

  #content(which: keyof IdentityFiles): string {
    try {
      return readFileSync(this.files[which], 'utf8');
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

/** Paths. */
export interface IdentityFiles {
  readonly cert: string;
  readonly key: string;
}

/** What the files hold (PEM). */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}
