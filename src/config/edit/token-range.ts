import type { CST } from 'yaml';

/** Where an entry of a mapping begins: its key, or an anchor, tag or `?` before it. */
export function startOfItem(item: CST.CollectionItem): number {
  const first = [
    ...item.start.filter(isContent),
    item.key,
    ...(item.sep ?? []).filter(isContent),
    item.value,
  ];
  return first.find((token) => token !== undefined && token !== null)?.offset ?? 0;
}

/** Where an entry of a mapping ends: behind its last content, before white space, comments and a comma. */
export function endOfItem(item: CST.CollectionItem): number {
  const { start, key, sep = [], value } = item;
  const ends = [...start.filter(isContent), ...sep.filter(isContent)].map(endOfToken);
  if (key) ends.push(endOfToken(key));
  if (value && !isEmpty(value)) ends.push(endOfToken(value));
  return Math.max(...ends);
}

/** Where the colon of an entry ends, or the anchor or tag of its value: behind it a value can be written. */
export function endOfKey(item: CST.CollectionItem): number {
  const ends = (item.sep ?? []).filter(isContent).map(endOfToken);
  return ends.length === 0 ? endOfItem(item) : Math.max(...ends);
}

/** Where the content of a token ends. */
export function endOfToken(token: CST.Token): number {
  switch (token.type) {
    case 'block-map':
    case 'block-seq':
      return Math.max(token.offset, ...token.items.filter(hasContent).map(endOfItem));
    case 'flow-collection': {
      const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
      return close === undefined ? token.offset : endOfToken(close);
    }
    case 'block-scalar':
      return endOfBlockScalar(token);
    default:
      return 'source' in token ? token.offset + token.source.length : token.offset;
  }
}

/** True for a token that holds nothing: the place of a value that is not there. */
export function isEmpty(token: CST.Token): boolean {
  return 'source' in token && token.source === '' && token.type === 'scalar';
}

export function hasContent(item: CST.CollectionItem): boolean {
  return Boolean(item.key) || Boolean(item.value) || [...item.start, ...(item.sep ?? [])].some(isContent);
}

function isContent({ type }: CST.SourceToken): boolean {
  return type !== 'space' && type !== 'newline' && type !== 'comment' && type !== 'comma';
}

/** Blank lines behind a block scalar are part of it only where its header says so (`|+`). */
function endOfBlockScalar(token: CST.BlockScalar): number {
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  const headerText = header !== undefined && 'source' in header ? header.source : '';
  const contentStart = Math.max(token.offset, ...token.props.map(endOfToken));
  const content = headerText.includes('+') ? token.source.replace(/\r?\n$/, '') : token.source.trimEnd();
  return content === '' ? token.offset + headerText.length : contentStart + content.length;
}
