import { useEffect, useState } from 'preact/hooks';

/** How the list is laid out at this width. Heights are fixed, so that places of rows are known without rendering them. */
export function useListLayout(): ListLayout {
  const [layout, setLayout] = useState(layoutNow);
  useEffect(() => {
    const look = (): void =>
      setLayout((before) => {
        const next = layoutNow();
        return next.columns === before.columns &&
          next.kind === before.kind &&
          next.rowHeight === before.rowHeight
          ? before
          : next;
      });
    window.addEventListener('resize', look);
    return () => window.removeEventListener('resize', look);
  }, []);
  return layout;
}

export interface ListLayout {
  readonly kind: 'cards' | 'rows' | 'wall';
  readonly columns: number;
  /** In pixels, with the gap to the next. */
  readonly rowHeight: number;
}

const LAYOUTS = [
  { kind: 'wall', minWidth: 2200, columns: 2, heightRem: 6 },
  { kind: 'rows', minWidth: 1000, columns: 1, heightRem: 6 },
  { kind: 'cards', minWidth: 700, columns: 2, heightRem: 12 },
  { kind: 'cards', minWidth: 0, columns: 1, heightRem: 12 },
] as const;

function layoutNow(): ListLayout {
  const found = LAYOUTS.find(({ minWidth }) => window.innerWidth >= minWidth) ?? LAYOUTS[3];
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return { kind: found.kind, columns: found.columns, rowHeight: Math.round(found.heightRem * rem) };
}
