/** A picture beside a word that says the same, so it is hidden from screen readers. 24 units wide and high. */
export function Icon({ name, class: className = '' }: { readonly name: IconName; readonly class?: string }) {
  const { d, isFilled = false }: Shape = ICONS[name];
  return (
    <svg
      class={`icon ${className}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      fill={isFilled ? 'currentColor' : 'none'}
      stroke={isFilled ? 'none' : 'currentColor'}
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={d} fill-rule="evenodd" />
    </svg>
  );
}

export type IconName = keyof typeof ICONS;

interface Shape {
  readonly d: string;
  readonly isFilled?: boolean;
}

/** The five of the states differ in their outline, so that they can be told apart without colour. */
const ICONS = {
  running: {
    d: 'M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zm4.3 6.2l-5.7 6-2.9-2.9-1.5 1.5 4.5 4.4 7.1-7.5z',
    isFilled: true,
  },
  failing: { d: 'M12 1.8l11 19.7h-22zm-1.2 7v6h2.4v-6zm0 7.6v2.4h2.4v-2.4z', isFilled: true },
  waiting: {
    d: 'M6 2h12v2h-1v3.5l-3.5 4.5 3.5 4.5v3.5h1v2h-12v-2h1v-3.5l3.5-4.5-3.5-4.5v-3.5h-1zm3 2v3l3 3.8 3-3.8v-3z',
    isFilled: true,
  },
  changing: { d: 'M12 3a9 9 0 0 1 8.5 6M20.5 3.5v5.5h-5.5M12 21a9 9 0 0 1-8.5-6M3.5 20.5v-5.5h5.5' },
  disabled: { d: 'M3 3h18v18h-18zm5 4v10h3v-10zm5 0v10h3v-10z', isFilled: true },
  copy: { d: 'M9 9h11v11h-11zM5 15h-1v-11h11v1' },
  check: { d: 'M5 12.5l4.5 4.5 9.5-10' },
  cross: { d: 'M6 6l12 12M18 6l-12 12' },
  search: { d: 'M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM15.5 15.5l4.5 4.5' },
  plus: { d: 'M12 5v14M5 12h14' },
  sun: {
    d: 'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6l1.4 1.4M5 19l1.4-1.4M17.6 6.4l1.4-1.4',
  },
  moon: { d: 'M20 14a8.5 8.5 0 0 1-10-10a8.5 8.5 0 1 0 10 10z' },
  screen: { d: 'M3 4h18v12h-18zM8 20h8M12 16v4' },
  restart: { d: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v5h5' },
  pause: { d: 'M8 5v14M16 5v14' },
  play: { d: 'M7 4.5v15l12-7.5z' },
  stop: { d: 'M6 6h12v12h-12z' },
  trash: { d: 'M4 7h16M9 7v-3h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5' },
  edit: { d: 'M4 20l1-4 11-11 3 3-11 11zM14 7l3 3' },
  back: { d: 'M11 5l-7 7 7 7M4 12h16' },
  file: { d: 'M6 3h8l4 4v14h-12zM14 3v4h4' },
  lost: {
    d: 'M3 3l18 18M2 9c2-2 4-3 6-3.5M12 5.2c4 0 7 1.3 10 3.8M5.5 13c1.5-1.3 3-2 4.5-2.4M15.5 11.5c1 .4 2 1 3 1.7M9 16.5c2-1.2 4-1.2 6 0M12 20h.01',
  },
  info: { d: 'M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 11v6M12 7.5v.01' },
  viewers: {
    d: 'M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7zM12 9a3 3 0 1 1 0 6a3 3 0 0 1 0-6z',
  },
  backup: { d: 'M4 6h7l6 12h3M17 15l3 3-3 3M4 18h4M14 6h6M17 3l3 3-3 3' },
  logout: { d: 'M10 4h-6v16h6M14 8l4 4-4 4M18 12h-10' },
  down: { d: 'M12 5v14M6 13l6 6 6-6' },
} as const satisfies Record<string, Shape>;
