import type { DesiredState } from '../state/desired-state.js';
import type { SourceText } from './source-files.js';

/**
 * What of a content may be half of one that is still being written. A beginning of a file is often valid: it lacks streams, and
 * its last stream may be cut. So removals wait; and where a text could be cut (it became shorter, or its last line is not ended), a
 * change of its last stream waits as well. When it is a section for all streams or listeners that could be cut, or is gone (`output`
 * behind `streams`, or the file that it stood in), every change waits.
 * @param settled the texts that were live last without a doubt
 */
export function doubtAbout(
  settled: readonly SourceText[],
  texts: readonly SourceText[],
  { streamFiles }: { readonly streamFiles: ReadonlyMap<string, string> },
): Omit<NonNullable<DesiredState['unsettled']>, 'untilMs'> {
  const lastStreams: string[] = [];
  let isForAll = false;
  const before = new Map(settled.map(({ file, text }) => [file, text]));
  for (const { file, text } of texts) {
    const settledText = before.get(file);
    before.delete(file);
    if (settledText === text) continue;
    const isCut = text.length < (settledText?.length ?? 0) || !text.endsWith('\n');
    if (!isCut) continue;
    const streams = [...streamFiles].filter(([, one]) => one === file).map(([name]) => name);
    lastStreams.push(...streams.slice(-1));
    const sections = sectionsOf(text);
    isForAll ||=
      sections.at(-1) !== 'streams' || sectionsOf(settledText).some((one) => !sections.includes(one));
  }
  for (const gone of before.values())
    isForAll ||= sectionsOf(gone).some((section) => !IN_EACH_FILE.has(section ?? ''));
  return { lastStreams, isForAll };
}

/** What is not for all: a file that has nothing else takes its own streams with it. */
const IN_EACH_FILE: ReadonlySet<string> = new Set(['version', 'include', 'streams']);

/** The keys at the top, in their order; of a flow map none, as it is invalid wherever it is cut. */
function sectionsOf(text = ''): (string | undefined)[] {
  return [...text.matchAll(/^\uFEFF?["']?(\w+)["']?[ \t]*:/gm)].map(([, key]) => key);
}
