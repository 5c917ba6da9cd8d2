import { isAlias, isNode, visit } from 'yaml';
import type { EntryInText } from './map-in-text.js';
import type { OpenedStreams } from './open-streams.js';
import { EditRefused } from './stream-edit.js';
import { lineNumber } from './text-lines.js';

/**
 * Throws `EditRefused` when an alias elsewhere repeats a part of the entry: it would be left without when the entry goes.
 */
export function refuseWhenUsed({ text, document, streams }: OpenedStreams, entry: EntryInText): void {
  const isInside = (offset: number | undefined): boolean =>
    offset !== undefined && offset >= entry.start && offset <= entry.end;
  const anchors = new Set<string>();
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node) && node.anchor !== undefined && isInside(node.range?.[0])) anchors.add(node.anchor);
    },
  });
  if (anchors.size === 0) return;
  visit(document, {
    Alias: (_key, alias) => {
      const at = alias.range?.[0] ?? 0;
      if (isInside(at) || !anchors.has(alias.source)) return;
      const target = alias.resolve(document);
      if (!isNode(target) || !isInside(target.range?.[0])) return;
      const user = streams.entries.find(({ start, end }) => start <= at && at < end);
      const who = user === undefined ? 'Another part of the file' : `"${user.key}"`;
      throw new EditRefused(
        `${who} repeats a part of "${entry.key}" by *${alias.source} (line ${lineNumber(text, at)}), so "${entry.key}" cannot be removed.`,
        `Write out what *${alias.source} stands for there first, then remove "${entry.key}".`,
      );
    },
  });
}
