import { computed, effect, signal } from '@preact/signals';
import type { Login, Session } from '../../src/api/contract.js';
import { ApiError, request, SESSION_PATH } from '../api/request.js';
import { sessionChanged } from '../connection/connect.js';
import { connection, isLive } from '../connection/status.js';

/** Who looks; null while that is not known. */
export const session = signal<Session | null>(null);

/** Whether whoever looks is known to be allowed no more than that. */
export const isViewer = computed(() => session.value?.role === 'viewer');

/** Whether whoever looks may change something, and there is a router that would do it. */
export const mayEdit = computed(() => isLive.value && !isViewer.value);

/** @throws ApiError when it is refused */
export async function logIn(login: Login): Promise<void> {
  session.value = await request<Session>('POST', SESSION_PATH, { body: login });
  sessionChanged();
}

export async function logOut(): Promise<void> {
  await request('DELETE', SESSION_PATH);
  session.value = null;
  connection.value = { state: 'login needed' };
  location.reload();
}

// With each new connection it may be another one.
effect(() => {
  if (isLive.value) void askSession();
});

async function askSession(): Promise<void> {
  try {
    session.value = await request<Session>('GET', SESSION_PATH);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // What may not be done is refused when it is tried.
    session.value = null;
  }
}
