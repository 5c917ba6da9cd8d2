import type { EntryInText } from './map-in-text.js';
import { lineEnd, type Splice } from './text-lines.js';
import { endOfToken, isEmpty } from './token-range.js';

/** Puts another value, on one line, in the place of an entry's; anchor, tag and comments on its line stay. */
export function replaceValue(text: string, entry: EntryInText, newText: string): Splice[] {
  const { item, keyEnd, end } = entry;
  const value = item.value;
  if (!value || isEmpty(value)) return [{ start: keyEnd, end: keyEnd, text: ` ${newText}` }];
  switch (value.type) {
    case 'block-scalar': {
      // `>- # why`, then the lines of the text: the header becomes the value, the lines go.
      const header = value.props.find(({ type }) => type === 'block-scalar-header');
      const headerEnd = header === undefined ? value.offset : endOfToken(header);
      const firstLineEnd = Math.min(lineEnd(text, headerEnd), end);
      return [
        { start: header?.offset ?? value.offset, end: headerEnd, text: newText },
        { start: firstLineEnd, end, text: '' },
      ];
    }
    case 'block-map':
    case 'block-seq':
      // It begins on a line below the key (or its anchor or tag) and leaves with its lines.
      return [
        { start: keyEnd, end: keyEnd, text: ` ${newText}` },
        { start: lineEnd(text, keyEnd), end, text: '' },
      ];
    default:
      return [{ start: value.offset, end, text: newText }];
  }
}
