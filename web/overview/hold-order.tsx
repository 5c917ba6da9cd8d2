import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { isHeld } from './overview-state.js';

/** Keeps the order of what is inside for as long as somebody points at it, or works in it with the keyboard. */
export function HoldOrder({ children }: { readonly children: ComponentChildren }) {
  const hold = (): void => {
    isHeld.value = true;
  };
  const release = (): void => {
    isHeld.value = false;
  };
  useEffect(() => release, []);
  // A finger stays nowhere: it points, and then it is gone.
  const holdByMouse = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse') hold();
  };
  const releaseOutside = (event: FocusEvent & { readonly currentTarget: HTMLElement }): void => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) release();
  };
  return (
    <div onPointerEnter={holdByMouse} onPointerLeave={release} onFocusIn={hold} onFocusOut={releaseOutside}>
      {children}
    </div>
  );
}
