import { signal } from '@preact/signals';

/** Milliseconds since the Unix epoch by the clock of the router, a new value each second. */
export const now = signal(Date.now());

/** @param routerMs what its clock says; it may differ from this machine's by minutes */
export function setRouterTime(routerMs: number): void {
  const difference = routerMs - Date.now();
  // A header has full seconds, and was on its way for a while.
  offsetMs = Math.abs(difference) < 2_000 ? 0 : difference;
  now.value = Date.now() + offsetMs;
}

let offsetMs = 0;

setInterval(() => {
  now.value = Date.now() + offsetMs;
}, 1_000);
