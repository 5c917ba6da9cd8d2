import { useRef } from 'preact/hooks';
import { streamsByName } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { StreamRow } from './stream-row.js';
import { useListLayout } from './use-list-layout.js';
import { useVisibleRange } from './use-visible-range.js';
import './stream-list.css';

/** The streams, of which only those near the window are in the document. */
export function StreamList({ names }: { readonly names: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  const { kind, columns, rowHeight } = useListLayout();
  const rows = Math.ceil(names.length / columns);
  const { first, last } = useVisibleRange(list, rows, rowHeight);
  const streams = streamsByName.value;
  const shown = names.slice(first * columns, last * columns);
  return (
    <ul
      ref={list}
      class={`stream-list is-${kind}`}
      aria-label={t().overview.list}
      style={{
        height: `${rows * rowHeight}px`,
        paddingTop: `${first * rowHeight}px`,
        gridAutoRows: `${rowHeight}px`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
      }}
    >
      {shown.map((name, index) => {
        const stream = streams.get(name);
        return (
          stream !== undefined && (
            <StreamRow
              key={name}
              stream={stream}
              position={first * columns + index + 1}
              total={names.length}
            />
          )
        );
      })}
    </ul>
  );
}
