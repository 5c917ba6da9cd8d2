import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/**
 * Which rows of a long list are to be rendered, while the page as a whole scrolls.
 * @param rowHeight in pixels, the same for all
 */
export function useVisibleRange(
  list: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
): { readonly first: number; readonly last: number } {
  const [range, setRange] = useState({ first: 0, last: Math.min(rows, FIRST_ROWS) });
  useLayoutEffect(() => {
    let top = 0;
    const look = (): void => {
      const above = window.scrollY - top;
      const first = clamp(Math.floor(above / rowHeight) - BEYOND, rows);
      const last = clamp(
        Math.ceil((above + Math.min(window.innerHeight, TALLEST)) / rowHeight) + BEYOND,
        rows,
      );
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    // Where the list begins is asked for only when it may have moved: while one scrolls it would cost a layout each time.
    const measure = (): void => {
      top = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      look();
    };
    measure();
    // What stands above the list comes and goes.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', measure);
    };
  }, [list, rows, rowHeight]);
  return { first: range.first, last: Math.min(range.last, rows) };
}

/** Rows rendered above and below the window, so that a scroll and the Tab key find them there. */
const BEYOND = 5;
const FIRST_ROWS = 20;
/** No screen is higher; a window without an end is a mistake of whoever measures. */
const TALLEST = 2_400;

function clamp(row: number, rows: number): number {
  return Math.max(0, Math.min(rows, row));
}
