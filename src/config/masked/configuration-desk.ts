import type { Diagnostic } from '../../state/diagnostic.js';
import { secretsInUrls } from '../../util/redact.js';
import { contentHash } from '../configuration-state.js';
import { EditRefused } from '../edit/stream-edit.js';
import { type NotWritten, whyReadOnly, writeConfiguration } from '../edit/write-configuration.js';
import { readConfiguration } from '../read-configuration.js';
import { readFileContent } from '../read-file.js';
import { resolveText } from '../references.js';
import { unreadableFile } from '../unreadable-file.js';
import { changedText, type FileChange, type NotChanged } from './changed-text.js';
import { type DiffLine, maskedDiff } from './masked-diff.js';
import { MaskedText } from './masked-text.js';
import { type EntryOfFile, entryInFile } from './stream-entry.js';
import { REFERENCE, withReferencesFilled } from './without-references.js';

/** The configuration file for people who read and change it from elsewhere. Its credentials never leave it. */
export class ConfigurationDesk {
  readonly #path: string;
  readonly #name: string;
  /** Of the content that was read last: to find what is secret takes a while. */
  #known: FileText | null = null;

  /** @param name how the file is to be called */
  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  read(): ReadFile {
    const content = this.#content();
    const readOnlyReason = whyReadOnly(this.#path);
    if ('code' in content)
      return {
        masked: null,
        hash: null,
        diagnostics: [unreadableFile(this.#name, content.code)],
        readOnlyReason,
      };
    const read = readConfiguration(this.#name, content.original);
    const { masked, hash } = content;
    return { masked: masked.text, hash, diagnostics: read.ok ? [] : read.diagnostics, readOnlyReason };
  }

  /** Null when there is no such stream in the file. */
  entry(name: string): EntryOfFile | NotRead | null {
    const content = this.#content();
    if ('code' in content) return this.#notRead(content.code);
    try {
      const entry = entryInFile(content.masked, name);
      return entry === null
        ? null
        : { ...entry, hash: content.hash, readOnlyReason: whyReadOnly(this.#path) };
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      const read = readConfiguration(this.#name, content.original);
      const diagnostics = read.ok ? [] : read.diagnostics;
      return { ok: false, reason: 'unreadable', problem: error.message, remedy: error.remedy, diagnostics };
    }
  }

  /**
   * The source that is meant by a text in which placeholders and references of the file may stand; null when one stands for nothing, or
   * where it would be seen.
   * @param references of the file, and what they gave
   */
  sourceMeant(text: string, references: ReadonlyMap<string, string | undefined>): string | null {
    const content = this.#content();
    const expanded = 'code' in content ? null : content.masked.expand(text);
    if (expanded?.ok === false) return null;
    const source = expanded?.text ?? text;
    const filled = withReferencesFilled(source);
    const hidden = secretsInUrls(filled);
    const isHidden = (from: number, to: number): boolean => hidden.some(([a, b]) => a <= from && to <= b);
    const areHidden = [...source.matchAll(REFERENCE)].every(({ index, 0: reference }) =>
      isHidden(index, index + reference.length),
    );
    if (!areHidden) return null;
    return resolveText(source, {
      variable: (name) => references.get(name),
      file: (path) => {
        const value = references.get(`file:${path}`);
        return value === undefined ? { ok: false, code: 'ENOENT' } : { ok: true, text: value };
      },
    });
  }

  /**
   * Changes the file, or only says what that would do.
   * @param baseHash of the content that the change was made for
   */
  change(change: FileChange, baseHash: string, { dryRun = false } = {}): ChangedFile {
    const before = this.#content();
    if ('code' in before) return this.#notRead(before.code);
    if (before.hash !== baseHash) return stale(before.hash);
    const changed = changedText(this.#name, before.original, before.masked, change);
    const diffTo = (original: string): DiffLine[] => {
      return maskedDiff(before, { original, masked: new MaskedText(original) });
    };
    if (!changed.ok) {
      const { text, ...rest } = changed;
      return { ...rest, hash: before.hash, diff: text === undefined ? [] : diffTo(text) };
    }
    const { text } = changed;
    const diff = text === before.original ? [] : diffTo(text);
    if (dryRun || diff.length === 0) return { ok: true, hash: before.hash, diff };
    const written = writeConfiguration(this.#path, text, before.hash, PATIENCE_MS);
    if (written.ok) return { ok: true, hash: contentHash(text), diff };
    const { reason } = written;
    if (reason !== 'changed') return { ...written, reason, diagnostics: [] };
    const now = this.#content();
    return stale('code' in now ? now.code : now.hash);
  }

  #content(): FileText | { readonly code: string } {
    const content = readFileContent(this.#path);
    if (!content.ok) return { code: content.code };
    const hash = contentHash(content.text);
    if (this.#known?.hash !== hash)
      this.#known = { original: content.text, masked: new MaskedText(content.text), hash };
    return this.#known;
  }

  #notRead(code: string): NotRead {
    const diagnostic = unreadableFile(this.#name, code);
    const { message, remedy } = diagnostic;
    const problem = `${this.#name}: ${message}.`;
    return { ok: false, reason: 'unreadable', problem, remedy, diagnostics: [diagnostic] };
  }
}

/** The router does nothing else while it waits. */
const PATIENCE_MS = 500;

interface FileText {
  readonly original: string;
  readonly masked: MaskedText;
  readonly hash: string;
}

export interface ReadFile {
  /** With placeholders; null, as is the hash, when it cannot be read. */
  readonly masked: string | null;
  readonly hash: string | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly readOnlyReason: string | null;
}

export interface NotRead {
  readonly ok: false;
  readonly reason: 'unreadable';
  readonly problem: string;
  readonly remedy: string;
  readonly diagnostics: readonly Diagnostic[];
}

export type ChangedFile =
  | { readonly ok: true; readonly hash: string; readonly diff: readonly DiffLine[] }
  | (Omit<NotChanged, 'text'> & { readonly hash: string; readonly diff: readonly DiffLine[] })
  | (Omit<NotWritten, 'reason'> & {
      readonly reason: Exclude<NotWritten['reason'], 'changed'>;
      readonly diagnostics: readonly Diagnostic[];
    })
  | NotRead
  | StaleChange;

export interface StaleChange {
  readonly ok: false;
  readonly reason: 'stale';
  readonly problem: string;
  readonly remedy: string;
  /** Of the content by now. */
  readonly hash: string;
  readonly diagnostics: readonly Diagnostic[];
}

function stale(hash: string): StaleChange {
  return {
    ok: false,
    reason: 'stale',
    problem: 'The file was changed by someone else meanwhile; that stays.',
    remedy: 'Look at it as it is now, and make the change again.',
    hash,
    diagnostics: [],
  };
}
