import { computed, signal } from '@preact/signals';
import { routeOf } from './route.js';

const path = signal(location.pathname);

/** The view that is shown. */
export const route = computed(() => routeOf(path.value));

/** Goes to another view, unless the one that is left has changes that would be lost and the person wants to keep them. */
export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (to === location.pathname) return;
  if (!mayLeave()) return;
  if (options.replace === true) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  shown = to;
  path.value = to;
  window.scrollTo(0, 0);
}

/** While `guard` answers a question, leaving the view asks it. Answers how to take that back. */
export function guardNavigation(guard: () => string | null): () => void {
  leavingQuestion = guard;
  return () => {
    if (leavingQuestion === guard) leavingQuestion = null;
  };
}

let leavingQuestion: (() => string | null) | null = null;
let shown = location.pathname;

function mayLeave(): boolean {
  const question = leavingQuestion?.() ?? null;
  if (question !== null && !window.confirm(question)) return false;
  leavingQuestion = null;
  return true;
}

window.addEventListener('popstate', () => {
  if (location.pathname === shown) return;
  if (!mayLeave()) {
    history.pushState(null, '', shown);
    return;
  }
  shown = location.pathname;
  path.value = shown;
});

window.addEventListener('beforeunload', (event) => {
  if ((leavingQuestion?.() ?? null) !== null) event.preventDefault();
});
