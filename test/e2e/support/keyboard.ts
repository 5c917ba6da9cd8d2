import type { Page } from 'playwright-core';

/** The page as somebody uses it who has no mouse. What has the focus is named as a screen reader names it. */
export function keyboardOf(page: Page): Keyboard {
  const focused = async (): Promise<string> => {
    const cdp = await page.context().newCDPSession(page);
    try {
      const { result } = await cdp.send('Runtime.evaluate', { expression: 'document.activeElement' });
      if (result.objectId === undefined) return '';
      const { nodes } = await cdp.send('Accessibility.getPartialAXTree', {
        objectId: result.objectId,
        fetchRelatives: false,
      });
      return String(nodes[0]?.name?.value ?? '').trim();
    } finally {
      await cdp.detach();
    }
  };
  const goTo = async (...names: readonly string[]): Promise<void> => {
    const passed: string[] = [];
    const deadlineMs = performance.now() + WITHIN_MS;
    // Tab goes round, so what is shown only later is found as well.
    while (performance.now() < deadlineMs) {
      const name = await focused();
      if (names.includes(name)) return;
      passed.push(name);
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key leads to no ${names.join(', ')}, but to ${passed.slice(-MOST).join(' | ')}`);
  };
  return {
    focused,
    goTo,
    async press(name, key) {
      await goTo(name);
      await page.keyboard.press(key);
    },
    async type(name, text) {
      await goTo(name);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    async staysWithin(selector) {
      for (let count = 0; count < 20; count += 1) {
        await page.keyboard.press('Tab');
        const isInside = await page.evaluate(
          `document.activeElement === document.body || document.activeElement.closest(${JSON.stringify(selector)}) !== null`,
        );
        if (!isInside) throw new Error(`the focus left ${selector} for ${await focused()}`);
      }
    },
  };
}

export interface Keyboard {
  /** Name of what has the focus. */
  focused(): Promise<string>;
  /** Presses Tab until something of one of these names has the focus. */
  goTo(...names: readonly string[]): Promise<void>;
  press(name: string, key: 'Enter' | 'Space'): Promise<void>;
  type(name: string, text: string): Promise<void>;
  /** Fails when Tab leads out of it; between its last and its first element is the browser itself. */
  staysWithin(selector: string): Promise<void>;
}

const WITHIN_MS = 30_000;
/** More than one round. */
const MOST = 120;
