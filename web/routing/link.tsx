import type { ComponentChildren } from 'preact';
import { navigate } from './location.js';
import { pathOf, type Route } from './route.js';

/** A link to another view of the page; with a modifier key it opens a tab, as any link does. */
export function Link({ to, children, ...rest }: LinkProps) {
  const href = pathOf(to);
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

interface LinkProps {
  readonly to: Exclude<Route, { readonly view: 'unknown' }>;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly id?: string;
  readonly 'aria-current'?: 'page';
  readonly 'aria-label'?: string;
}
