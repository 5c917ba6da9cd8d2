import { columnOf } from './block-lines.js';
import type { EntryInText } from './map-in-text.js';
import type { OpenedStreams } from './open-streams.js';
import type { PlainValue } from './stream-edit.js';
import { flowText, styleOfStreams } from './stream-style.js';
import { insertLines, isLastOnLine, nextLine, type Splice } from './text-lines.js';
import { pairText } from './value-text.js';

/** `b: *a` with a key of its own: `b` merges what `*a` stands for and adds the key. */
export function mergeAlias(
  opened: OpenedStreams,
  stream: EntryInText,
  key: string,
  value: PlainValue,
): Splice[] {
  const { text, streams } = opened;
  const style = styleOfStreams(opened);
  const start = stream.item.value?.offset ?? stream.end;
  const merge = `<<: ${text.slice(start, stream.end)}`;
  const isBesideKey = !text.slice(stream.keyEnd, start).includes('\n') && isLastOnLine(text, stream.end);
  if (style.kind === 'flow' || !isBesideKey) {
    const asJson = style.kind === 'flow' && style.asJson;
    const padding = style.kind === 'flow' ? style.padding : ' ';
    const pairs = [merge, pairText(key, value, { inFlow: true, asJson })];
    return [{ start, end: stream.end, text: flowText(pairs, padding) }];
  }
  const indentation = ' '.repeat(columnOf(streams) + style.step);
  const lines = [merge, pairText(key, value, { inFlow: false })].map((line) => indentation + line);
  return [
    { start: stream.keyEnd, end: stream.end, text: '' },
    insertLines(text, nextLine(text, stream.end), lines),
  ];
}
