import { batch } from '@preact/signals';
import type { EventSourceMessage } from 'eventsource-parser';
import type { RouterStatus, StatusChange } from '../../src/api/contract.js';
import { applyChange } from './apply-change.js';
import { setRouterTime } from './clock.js';
import { EventsRefused, readEvents } from './event-stream.js';
import { connection, isPageOutdated, routerStatus } from './status.js';

/** Follows the router for as long as the page is open. What it says is in `routerStatus`, how that stands in `connection`. */
export async function followRouter(): Promise<never> {
  for (;;) {
    try {
      await readEvents(EVENTS_URL, { onOpen, onEvent }, new AbortController().signal);
      lost();
    } catch (error) {
      if (error instanceof EventsRefused && error.status === 401) {
        await untilLoggedIn();
        continue;
      }
      lost();
    }
    await retry();
  }
}

/** To be called when somebody has said who they are, or no longer wants to be known. */
export function sessionChanged(): void {
  connection.value = { state: 'connecting' };
  loggedIn?.();
}

const EVENTS_URL = '/api/v1/events';
const RETRY_MS = 500;
const RETRY_MAX_MS = 2_000;

let failures = 0;
let lastHeardMs: number | null = null;
let loggedIn: (() => void) | null = null;

function onOpen(response: Response): void {
  failures = 0;
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) setRouterTime(date);
}

function onEvent({ event, data }: EventSourceMessage): void {
  lastHeardMs = Date.now();
  batch(() => {
    if (event === 'snapshot') take(JSON.parse(data) as RouterStatus);
    else if (event === 'change' && routerStatus.value !== null)
      routerStatus.value = applyChange(routerStatus.value, JSON.parse(data) as StatusChange);
    if (connection.value.state !== 'live') connection.value = { state: 'live' };
  });
}

/** A snapshot replaces all that was known, so nothing of a router that is gone stays behind. */
function take(status: RouterStatus): void {
  const before = routerStatus.value;
  if (before !== null && before.router.version !== status.router.version) isPageOutdated.value = true;
  routerStatus.value = status;
}

function lost(): void {
  const { state } = connection.value;
  if (state === 'lost') return;
  connection.value = { state: 'lost', sinceMs: Date.now(), lastHeardMs };
}

/** Soon at first, so that a restart of the router is hardly seen; and at once when the network or the tab is back. */
async function retry(): Promise<void> {
  failures += 1;
  const delayMs = Math.min(RETRY_MAX_MS, RETRY_MS * failures);
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      resolve();
    };
    const timer = setTimeout(wake, delayMs);
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
  });
}

async function untilLoggedIn(): Promise<void> {
  connection.value = { state: 'login needed' };
  // What was shown is no business of whoever sits here now.
  routerStatus.value = null;
  await new Promise<void>((resolve) => {
    loggedIn = resolve;
  });
  loggedIn = null;
}
