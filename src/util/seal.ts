import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Encrypts texts that hold credentials before they are kept under a name (AES-256-GCM), with a random key in a file of its own
 * beside them, for the user alone.
 *
 * It keeps credentials from where single files go: searches (`grep -r`), log shippers, support bundles, copies and backups
 * without the key. It does not keep them from who reads the whole folder, key included: that is this user and root, who
 * see them in the configuration and in `ps` anyway.
 */
export class Seal {
  readonly #keyPath: string;

  /** The key is made when something is sealed for the first time. */
  constructor(keyPath: string) {
    this.#keyPath = keyPath;
  }

  /** @throws the system's error when there is no key and none can be made */
  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#existingOrNewKey(), iv, { authTagLength: TAG_BYTES });
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${[VERSION, iv, cipher.getAuthTag(), data].map(asText).join('.')}\n`;
  }

  /** @throws an error that tells what is wrong, and nothing of the content */
  open(sealed: string): string {
    const [version, iv, tag, data, ...more] = sealed.trimEnd().split('.');
    if (version !== VERSION) throw new Error('it is not sealed in a way that is known');
    if (iv === undefined || tag === undefined || data === undefined || more.length > 0)
      throw new Error('it is damaged');
    const key = this.#existingKey();
    if (key === null) throw new Error('its key is missing or damaged');
    try {
      const decipher = createDecipheriv(CIPHER, key, asBytes(iv), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(asBytes(tag));
      return Buffer.concat([decipher.update(asBytes(data)), decipher.final()]).toString('utf8');
    } catch {
      throw new Error('it is damaged, or was sealed with another key');
    }
  }

  #existingOrNewKey(): Buffer {
    const existing = this.#existingKey();
    if (existing !== null) return existing;
    const key = randomBytes(KEY_BYTES);
    // In one step, so that no half of a key is ever read. What a damaged one had sealed is lost anyway.
    const temporary = `${this.#keyPath}.new`;
    writeFileSync(temporary, `${key.toString('hex')}\n`, { mode: 0o600 });
    renameSync(temporary, this.#keyPath);
    return key;
  }

  /** Null when there is none, or none that can be one. */
  #existingKey(): Buffer | null {
    try {
      const text = readFileSync(this.#keyPath, 'utf8').trim();
      return /^[\da-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}

const VERSION = 'kazstreamlink-sealed-1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D, 5.2.1.1 and 5.2.1.2. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

function asText(part: string | Buffer): string {
  return typeof part === 'string' ? part : part.toString('base64url');
}

function asBytes(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
