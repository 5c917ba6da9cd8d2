import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/util/password-hash.js';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { keyboardOf } from './support/keyboard.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';

const PASSWORD = 'correct horse battery';
const STREAMS =
  'streams:\n  gate: { source: push:live/gate }\n  tower: { source: rtmp://127.0.0.1:1/live/tower }\n';

describe.runIf(hasBrowser)('the page of a router that others can reach', () => {
  const ports = FREE_PORTS.replace(/(?<=http: |rtsp: )127\.0\.0\.1/g, '0.0.0.0');
  const keys = 'ingest: { keys: { "live/*": the-stream-key } }\n';
  const scene = usePageScene({ text: ports + keys + STREAMS });

  it('shows nothing before somebody has logged in by the token, and remembers who did', async () => {
    const { page, router } = scene();
    await heading(page, 'Log in').waitFor();
    expect(await page.content()).not.toMatch(/gate|tower/);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByLabel('Token', { exact: true }).fill('not-the-token');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('The token is not the one of this router.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.content()).not.toMatch(/gate|tower/);

    const token = readFileSync(join(router.stateDir, 'token'), 'utf8').trim();
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('link', { name: 'gate' }).waitFor();
    await page.getByText('editor', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Add a stream' }).waitFor();
    // Whoever looks after it learns who else can come in, and publishers' keys stay where they are.
    await page.getByText('lets whoever reaches it watch every stream').waitFor();
    await page.getByText('/live/gate?key=KEY').waitFor();
    expect(await page.content()).not.toContain('the-stream-key');
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.content()).not.toContain(token);
    // A script of the page, were there a foreign one, could not read who is logged in.
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.getByRole('link', { name: 'gate' }).waitFor();

    await page.getByRole('button', { name: 'Log out' }).click();
    await heading(page, 'Log in').waitFor();
    await page.reload();
    await heading(page, 'Log in').waitFor();
    expect(await page.content()).not.toMatch(/gate|tower/);
  });

  it('tells who guesses for how long they have to wait, longer each time', async () => {
    const { page } = scene();
    await heading(page, 'Log in').waitFor();
    const alert = page.getByRole('alert');
    const waits: number[] = [];
    await expect
      .poll(
        async () => {
          await page.getByLabel('Token', { exact: true }).fill('a-guess');
          await page.getByRole('button', { name: 'Log in' }).click();
          await alert.waitFor();
          const seconds = /Try again in (\d+) s/.exec((await alert.textContent()) ?? '')?.[1];
          if (seconds !== undefined) waits.push(Number(seconds));
          return Math.max(0, ...waits);
        },
        { timeout: 60_000, interval: 200 },
      )
      .toBeGreaterThan(1);
    await alert.getByText('There were too many attempts. Wait a moment.').waitFor();
    expect(waits[0]).toBe(1);
    expect(await seriousFaults(page)).toEqual([]);
  });
});

describe.runIf(hasBrowser)('the page of a router with users', () => {
  const scene = usePageScene({
    text: async () => {
      const password = await hashPassword(PASSWORD);
      const users = ['anna', 'wall'].map(
        (name) => `  ${name}: { role: ${name === 'anna' ? 'editor' : 'viewer'}, password: "${password}" }\n`,
      );
      return `${FREE_PORTS}users:\n${users.join('')}${STREAMS}`;
    },
  });

  it('lets somebody in by name and password, with the keyboard alone', async () => {
    const { page } = scene();
    await heading(page, 'Log in').waitFor();
    const keyboard = keyboardOf(page);
    await keyboard.goTo('With the token');
    await page.keyboard.press('ArrowRight');
    expect(await seriousFaults(page)).toEqual([]);
    await keyboard.type('Name', 'anna');
    await keyboard.type('Password', 'something else');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('There is no such user, or the password is wrong.').waitFor();
    await keyboard.type('Password', PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'gate' }).waitFor();
    await page.getByText('anna · editor').waitFor();
    await page.getByRole('link', { name: 'Add a stream' }).waitFor();
    expect(await page.content()).not.toContain(PASSWORD);
  });

  it('shows a viewer everything and offers no change, and the router refuses one that is tried', async () => {
    const { page, url, router } = scene();
    const before = readFileSync(router.config, 'utf8');
    await logIn(page, 'wall');
    await page.getByText('wall · viewer').waitFor();
    await page.getByText('The source server refuses the connection.').first().waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'Add a stream' }).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'tower' }).click();
    await page.getByRole('region', { name: 'In the file' }).getByText('tower:').waitFor();
    for (const name of ['Restart', 'Disable', 'Delete'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);

    await page.goto(`${url}/config`);
    await page.getByText('What stands in the file is live.').waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await page.content()).not.toContain('scrypt');

    // By an address that was kept, or guessed.
    for (const path of ['/add', '/streams/tower/edit']) {
      await page.goto(url + path);
      await page.getByText('You may look, but not change anything.').waitFor();
      expect(await page.getByRole('button', { name: 'Save' }).count(), path).toBe(0);
      expect(await seriousFaults(page), path).toEqual([]);
    }
    // The page is only polite: it is the router that refuses.
    const refusals = await page.evaluate(`Promise.all([
      ['POST', 'streams/tower/restart'], ['DELETE', 'streams/tower?baseHash=x'], ['POST', 'reconcile'],
    ].map(([method, path]) => fetch('/api/v1/' + path, { method }).then(({ status }) => status)))`);
    expect(refusals).toEqual([403, 403, 403]);
    expect(readFileSync(router.config, 'utf8')).toBe(before);
  });

  it('shows at once what somebody may do by now, and no more to whom the file no longer knows', async () => {
    const { page, router } = scene();
    await logIn(page, 'anna');
    await page.getByRole('link', { name: 'Add a stream' }).waitFor();
    const text = readFileSync(router.config, 'utf8');
    router.write(text.replace(/ {2}anna:.*\n/, ''));
    await heading(page, 'Log in').waitFor();
    expect(await page.content()).not.toMatch(/gate|tower/);
  });
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

async function logIn(page: Page, user: string): Promise<void> {
  await page.getByLabel('With name and password').check();
  await page.getByLabel('Name', { exact: true }).fill(user);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}
