/**
 * Of many items the first ones that fit into `headBytes` and the last ones that fit into `tailBytes`, in their order; those that are
 * pinned stay whatever their place and count for nothing.
 */
export function headAndTail<Item extends BoundedItem>(items: readonly Item[], bounds: Bounds): Item[] {
  let headEnd = 0;
  for (let room = bounds.headBytes; headEnd < items.length; headEnd += 1) {
    room -= roomOf(items[headEnd]);
    if (room < 0) break;
  }
  let tailStart = items.length;
  for (let room = bounds.tailBytes; tailStart > headEnd; tailStart -= 1) {
    room -= roomOf(items[tailStart - 1]);
    if (room < 0) break;
  }
  return items.filter((item, index) => index < headEnd || index >= tailStart || item.isPinned);
}

export interface BoundedItem {
  readonly sizeBytes: number;
  readonly isPinned: boolean;
}

export interface Bounds {
  readonly headBytes: number;
  readonly tailBytes: number;
}

function roomOf(item: BoundedItem | undefined): number {
  return item === undefined || item.isPinned ? 0 : item.sizeBytes;
}
