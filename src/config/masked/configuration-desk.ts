import type { Diagnostic } from '../../state/diagnostic.js';
import { secretsInUrls } from '../../util/redact.js';
import { contentHash } from '../configuration-state.js';
import { firstWithStreams } from '../edit/files-to-edit.js';
import { holdsStream, isBroken } from '../edit/open-streams.js';
import { EditRefused } from '../edit/stream-edit.js';
import { type NotWritten, whyReadOnly, writeConfiguration } from '../edit/write-configuration.js';
import { gatherFiles, type KnownIncludes } from '../gather-files.js';
import { readConfigurationFiles } from '../read-configuration.js';
import { resolveText } from '../references.js';
import type { SourceFile, SourceFiles } from '../source-files.js';
import { changedText, type FileChange, NO_STREAM, type NotChanged } from './changed-text.js';
import { type DiffLine, maskedDiff } from './masked-diff.js';
import { MaskedText } from './masked-text.js';
import { profileNamesIn } from './profile-names.js';
import { type EntryOfFile, entryInFile } from './stream-entry.js';
import { REFERENCE, withReferencesFilled } from './without-references.js';

/** The configuration for people who read and change it from elsewhere. Its credentials never leave it. */
export class ConfigurationDesk {
  readonly #path: string;
  readonly #name: string;
  readonly #knownIncludes: KnownIncludes = new Map();
  /** By path, of the texts that were read last: to find what is secret takes a while. */
  readonly #known = new Map<string, { readonly hash: string; readonly masked: MaskedText }>();

  /**
   * @param path absolute, of a file or a folder
   * @param name how that is to be called
   */
  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  read(): ReadFiles {
    const found = this.#find();
    const read = readConfigurationFiles(found);
    return {
      hash: found.files.length === 0 ? null : found.hash,
      files: found.files.map((file) => ({
        file: file.file,
        masked: this.#masked(file).text,
        hash: file.hash,
        readOnlyReason: whyReadOnly(file.path),
      })),
      profiles: profileNamesIn(found.files),
      diagnostics: read.ok ? [] : read.diagnostics,
    };
  }

  /** Null when there is no such stream in the files. */
  entry(name: string): EntryOfFile | NotRead | null {
    const found = this.#find();
    if (found.files.length === 0) return this.#notRead(found);
    const file = holderOf(found, name);
    if (file === undefined) return null;
    try {
      const entry = entryInFile(this.#masked(file), name);
      if (entry === null) return null;
      const profiles = profileNamesIn(found.files);
      return { ...entry, file: file.file, hash: file.hash, profiles, readOnlyReason: whyReadOnly(file.path) };
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      const read = readConfigurationFiles(found);
      const diagnostics = read.ok ? [] : read.diagnostics;
      return { ok: false, reason: 'unreadable', problem: error.message, remedy: error.remedy, diagnostics };
    }
  }

  /**
   * The source that is meant by a text in which placeholders and references of the file may stand; null when one stands for nothing, or
   * where it would be seen.
   * @param name of the stream whose file they are of; null: of the first file
   * @param references of the files, and what they gave
   */
  sourceMeant(
    text: string,
    name: string | null,
    references: ReadonlyMap<string, string | undefined>,
  ): string | null {
    const found = this.#find();
    const file = (name === null ? undefined : holderOf(found, name)) ?? found.files[0];
    const expanded = file === undefined ? null : this.#masked(file).expand(text);
    if (expanded?.ok === false) return null;
    const source = expanded?.text ?? text;
    const filled = withReferencesFilled(source);
    const hidden = secretsInUrls(filled);
    const isHidden = (from: number, to: number): boolean => hidden.some(([a, b]) => a <= from && to <= b);
    const areHidden = [...source.matchAll(REFERENCE)].every(({ index, 0: reference }) =>
      isHidden(index, index + reference.length),
    );
    if (!areHidden) return null;
    return resolveText(source, file?.file ?? '', {
      variable: (variable) => references.get(variable),
      file: (path) => {
        const value = references.get(`file:${path}`);
        return value === undefined ? { ok: false, code: 'ENOENT' } : { ok: true, text: value };
      },
    });
  }

  /**
   * Changes a file, or only says what that would do.
   * @param baseHash of the content that the change was made for: of the file, or of all files
   */
  change(change: FileChange, baseHash: string, { dryRun = false } = {}): ChangedFile {
    const found = this.#find();
    if (found.files.length === 0) return this.#notRead(found);
    const file = fileOf(change, found);
    if (file === undefined) return { ...missing(change), file: this.#name, hash: found.hash, diff: [] };
    const { hash } = file;
    if (baseHash !== hash && baseHash !== found.hash) return stale(hash);
    const masked = this.#masked(file);
    const foundWith = (text: string): SourceFiles => this.#find({ path: file.path, text });
    const changed = changedText(found, file, masked, change, foundWith);
    const diffTo = (text: string): DiffLine[] => {
      return maskedDiff({ original: file.text, masked }, { original: text, masked: new MaskedText(text) });
    };
    if (!changed.ok) {
      const { text, ...rest } = changed;
      return { ...rest, file: file.file, hash, diff: text === undefined ? [] : diffTo(text) };
    }
    const { text } = changed;
    const diff = text === file.text ? [] : diffTo(text);
    if (dryRun || diff.length === 0) return { ok: true, file: file.file, hash, diff };
    const written = writeConfiguration(file.path, text, hash, PATIENCE_MS);
    if (written.ok) return { ok: true, file: file.file, hash: contentHash(text), diff };
    const { reason } = written;
    if (reason !== 'changed') return { ...written, reason, diagnostics: [] };
    const now = this.#find();
    return stale(now.files.find(({ path }) => path === file.path)?.hash ?? now.hash);
  }

  #find(instead: Pick<SourceFile, 'path' | 'text'> | null = null): SourceFiles {
    return gatherFiles(this.#path, this.#name, this.#knownIncludes, instead);
  }

  #masked({ path, hash, text }: SourceFile): MaskedText {
    const known = this.#known.get(path);
    if (known?.hash === hash) return known.masked;
    const masked = new MaskedText(text);
    this.#known.set(path, { hash, masked });
    return masked;
  }

  #notRead({ problems }: SourceFiles): NotRead {
    const { message = 'it cannot be read', remedy = '' } = problems[0] ?? {};
    const problem = `${this.#name}: ${message}.`;
    return { ok: false, reason: 'unreadable', problem, remedy, diagnostics: problems };
  }
}

/** The one that holds the stream; of those that are no YAML nobody knows. */
function holderOf({ files }: SourceFiles, name: string): SourceFile | undefined {
  return files.find(({ text }) => holdsStream(text, name)) ?? files.find(({ text }) => isBroken(text));
}

function fileOf(change: FileChange, found: SourceFiles): SourceFile | undefined {
  const { files } = found;
  const holder = change.kind === 'text' ? undefined : holderOf(found, change.name);
  if (holder !== undefined) return holder;
  if (change.kind === 'remove') return undefined;
  const { file: wanted } = change;
  if (wanted !== undefined) return files.find(({ file }) => file === wanted);
  return change.kind === 'text' ? files[0] : firstWithStreams(files);
}

function missing({ kind }: FileChange): NotChanged {
  return kind === 'remove' ? NO_STREAM : NO_FILE;
}

const NO_FILE: NotChanged = {
  ok: false,
  reason: 'no-file',
  problem: 'There is no such file in the configuration.',
  remedy: 'Name one as the configuration does, or none for the first.',
  diagnostics: [],
};

/** The router does nothing else while it waits. */
const PATIENCE_MS = 500;

export interface ReadFiles {
  /** Of all files; null when there is none that can be read. */
  readonly hash: string | null;
  readonly files: readonly ReadFile[];
  /** Names of all profiles. */
  readonly profiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadFile {
  readonly file: string;
  /** Its text with placeholders. */
  readonly masked: string;
  readonly hash: string;
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
  | { readonly ok: true; readonly file: string; readonly hash: string; readonly diff: readonly DiffLine[] }
  | (Omit<NotChanged, 'text'> & {
      readonly file: string;
      readonly hash: string;
      readonly diff: readonly DiffLine[];
    })
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
