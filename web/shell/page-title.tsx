import { useEffect, useRef } from 'preact/hooks';
import { routerStatus } from '../connection/status.js';
import { countStandings } from '../streams/standing.js';

/**
 * The heading of a view. It takes the focus when the view is entered, so that a screen reader says where one is; and it is the title
 * of the tab, before which stands how many streams fail.
 */
export function PageTitle({ children }: { readonly children: string }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const { failing } = countStandings(routerStatus.value?.streams ?? []);
  useEffect(() => {
    document.title = `${failing > 0 ? `(${failing}) ` : ''}${children} – KazStreamLink`;
  }, [children, failing]);
  useEffect(() => {
    // The first view of all is where the document begins anyway.
    if (hasShownOne) ref.current?.focus({ preventScroll: true });
    hasShownOne = true;
  }, []);
  return (
    <h1 ref={ref} tabIndex={-1}>
      {children}
    </h1>
  );
}

let hasShownOne = false;
