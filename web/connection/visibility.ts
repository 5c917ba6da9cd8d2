import { signal } from '@preact/signals';

/** Whether somebody may look at this page: its tab is not behind another one. */
export const isVisible = signal(document.visibilityState === 'visible');

document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
});
