import { computed, signal } from '@preact/signals';
import { routeOf } from './route.js';

const path = signal(location.pathname);

/** The view that is shown. */
export const route = computed(() => routeOf(path.value));

/** Goes to another view. */
export function navigate(to: string): void {
  if (to === location.pathname) return;
  history.pushState(null, '', to);
  path.value = to;
  window.scrollTo(0, 0);
}

window.addEventListener('popstate', () => {
  path.value = location.pathname;
});
