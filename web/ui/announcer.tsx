import { signal } from '@preact/signals';

/** Says a sentence to screen readers, when they have nothing else to say. For the outcome of what a person did, and little else. */
export function announce(sentence: string): void {
  // The same sentence twice is no change, and would not be said again.
  said.value = said.peek() === sentence ? `${sentence}\u00A0` : sentence;
}

/** The one live region of the page. */
export function Announcer() {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}

const said = signal('');
