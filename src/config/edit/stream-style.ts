import { isMap } from 'yaml';
import { columnOf } from './block-lines.js';
import { isJsonLike, paddingOf } from './flow-items.js';
import { type EntryInText, type MapInText, mapInText } from './map-in-text.js';
import type { OpenedStreams } from './open-streams.js';
import { isLastOnLine } from './text-lines.js';
import { valueText } from './value-text.js';

/** How the streams of a file are written, as a new one is to be. */
export type StreamStyle =
  | { readonly kind: 'flow'; readonly padding: string; readonly asJson: boolean }
  /** `step`: spaces by which the keys of a stream stand behind its name. */
  | { readonly kind: 'block'; readonly step: number };

/** The style of the last stream that is written out; without one that of the file. */
export function styleOfStreams(opened: OpenedStreams): StreamStyle {
  const { streams, root, entry } = opened;
  const sibling = mapsIn(opened, streams).at(-1);
  if (sibling?.token.type === 'flow-collection') return flowStyle(sibling);
  if (streams.token.type === 'flow-collection' && (sibling !== undefined || !isOpenToBlock(opened)))
    return flowStyle(streams.entries.length > 0 ? streams : root);
  if (sibling !== undefined) return { kind: 'block', step: columnOf(sibling) - columnOf(streams) };
  return { kind: 'block', step: stepOfFile(opened, entry) };
}

/** True for `streams: {}` in a block file: streams can be written below it. */
export function isOpenToBlock({ text, root, entry, streams }: OpenedStreams): boolean {
  const { floor, end } = streams;
  const isEmpty = streams.entries.length === 0 && text.slice(floor, end).trim() === '';
  const isBesideKey = text.slice(entry.keyEnd, floor - 1).trim() === '' && isLastOnLine(text, end + 1);
  return isEmpty && isBesideKey && root.token.type === 'block-map';
}

/** A stream as lines without indentation; one line in flow style. `pairs` are texts such as `path: x`. */
export function streamLines(name: string, pairs: readonly string[], style: StreamStyle): string[] {
  const isFlow = style.kind === 'flow';
  const key = valueText(name, { inFlow: isFlow, asJson: isFlow && style.asJson });
  if (style.kind === 'flow') return [`${key}: ${flowText(pairs, style.padding)}`];
  return [`${key}:`, ...pairs.map((pair) => ' '.repeat(style.step) + pair)];
}

export function flowText(pairs: readonly string[], padding: string): string {
  return `{${padding}${pairs.join(', ')}${padding}}`;
}

/** Spaces by which a mapping of this file stands behind its key; 2 where there is none to learn from. */
export function stepOfFile(opened: OpenedStreams, except?: EntryInText): number {
  const { root } = opened;
  const blocks = mapsIn(opened, root, except).filter(({ token }) => token.type === 'block-map');
  const [first] = blocks;
  return first === undefined ? 2 : Math.max(1, columnOf(first) - columnOf(root));
}

function mapsIn({ text, document }: OpenedStreams, map: MapInText, except?: EntryInText): MapInText[] {
  return map.entries.flatMap((entry) => {
    const { value } = entry.pair;
    const isShown = isMap(value) && entry.key !== '<<' && entry !== except;
    return isShown ? [mapInText(text, document, value, entry.keyEnd)] : [];
  });
}

function flowStyle(map: MapInText): StreamStyle {
  const padding = map.token.type === 'flow-collection' ? paddingOf(map) : ' ';
  return { kind: 'flow', padding, asJson: isJsonLike(map) };
}
