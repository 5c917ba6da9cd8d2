import { isMap, parseDocument } from 'yaml';
import { PARSE_OPTIONS } from '../yaml-source.js';
import { appendToBlock, columnOf, isApart } from './block-lines.js';
import { appendToFlow } from './flow-items.js';
import { handOnly } from './map-in-text.js';
import { type OpenedStreams, openStreams } from './open-streams.js';
import { EditRefused, type StreamValues } from './stream-edit.js';
import { inKeyOrder } from './stream-keys.js';
import { isOpenToBlock, type StreamStyle, stepOfFile, streamLines, styleOfStreams } from './stream-style.js';
import { insertLines, lineNumber, nextLine, splice } from './text-lines.js';
import { endOfToken } from './token-range.js';
import { pairText } from './value-text.js';

/** Writes new streams behind the last one, as the others are written. Throws `EditRefused`. */
export function addStreams(text: string, added: ReadonlyMap<string, StreamValues>): string {
  const opened = openStreams(text);
  const { streams } = opened;
  const known = streams.entries.find(({ key }) => added.has(key));
  if (known !== undefined) {
    throw new EditRefused(
      `"${known.key}" is there already (line ${lineNumber(text, known.start)}).`,
      `Change it with "kazstreamlink set ${known.key}", or choose another name.`,
    );
  }
  const style = styleOfStreams(opened);
  const each = [...added].map(([name, values]) => streamLines(name, pairsOf(values, style), style));
  if (streams.token.type === 'flow-collection')
    return isOpenToBlock(opened)
      ? belowEmpty(opened, each.flat())
      : splice(text, ...appendToFlow(streams, each.flat().join(', ')));
  const [first, second] = streams.entries.slice(-2);
  const isSpaced = first !== undefined && second !== undefined && isApart(streams, second);
  return splice(
    text,
    appendToBlock(streams, isSpaced ? each.flatMap((lines) => ['', ...lines]) : each.flat()),
  );
}

/** A file of several may have no `streams` yet: it gets them, empty, behind its last line. */
export function withStreams(text: string): string {
  // Nearly all files: they need not be parsed once more.
  if (/^["']?streams["']?[ \t]*:/m.test(text)) return text;
  const document = parseDocument(text, PARSE_OPTIONS);
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root) || root.has('streams')) return text;
  if (root.flow === true) throw handOnly(text, 0, 'This file');
  return splice(text, insertLines(text, text.length, ['streams: {}']));
}

function pairsOf(values: StreamValues, style: StreamStyle): string[] {
  const isFlow = style.kind === 'flow';
  const place = { inFlow: isFlow, asJson: isFlow && style.asJson };
  return inKeyOrder(values).map(([key, value]) => pairText(key, value, place));
}

/** `streams: {}` becomes `streams:` with the new one on the lines below. */
function belowEmpty(opened: OpenedStreams, lines: readonly string[]): string {
  const { text, root, entry, streams } = opened;
  const indentation = ' '.repeat(columnOf(root) + stepOfFile(opened, entry));
  const end = endOfToken(streams.token);
  return splice(
    text,
    { start: entry.keyEnd, end, text: '' },
    insertLines(
      text,
      nextLine(text, end),
      lines.map((line) => indentation + line),
    ),
  );
}
