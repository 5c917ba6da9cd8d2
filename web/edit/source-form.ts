/** One source as it is typed: an address to play from, or the path that somebody pushes to. */
export interface SourceForm {
  readonly kind: 'pull' | 'push';
  readonly url: string;
  /** Path at the ingest. */
  readonly path: string;
}

export function sourceFormOf(source: string): SourceForm {
  return source.startsWith(PUSH)
    ? { kind: 'push', url: '', path: source.slice(PUSH.length) }
    : { kind: 'pull', url: source, path: '' };
}

/** The source as it is written in the file. */
export function sourceText({ kind, url, path }: SourceForm): string {
  return kind === 'pull' ? url.trim() : PUSH + path.trim().replace(/^\/+/, '');
}

/** Where a stream of that name is pushed to, unless somebody says otherwise. */
export function pushPathOf(name: string): string {
  return `live/${name}`;
}

/** Whether there is something to look for. */
export function isSourceGiven({ kind, url, path }: SourceForm): boolean {
  return kind === 'pull' ? url.trim() !== '' : !/^\/*(?:live\/)?$/.test(path.trim());
}

const PUSH = 'push:';
