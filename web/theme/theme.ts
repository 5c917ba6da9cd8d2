import { computed, effect, signal } from '@preact/signals';
import { readPreference, writePreference } from '../ui/preference.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(THEMES.find((known) => known === readPreference('theme')) ?? 'system');

const query = window.matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(query.matches);
query.addEventListener('change', () => {
  isSystemDark.value = query.matches;
});

/** What is to be seen now. Charts are drawn anew when it changes. */
export const isDark = computed(() =>
  theme.value === 'system' ? isSystemDark.value : theme.value === 'dark',
);

export function setTheme(value: Theme): void {
  writePreference('theme', value === 'system' ? null : value);
  theme.value = value;
}

effect(() => {
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
});
