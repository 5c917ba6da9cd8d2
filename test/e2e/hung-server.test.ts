import { afterEach, describe, expect, it } from 'vitest';
import { end, type Publisher, pushPicture } from './support/media.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter;
let publisher: Publisher | undefined;
/** Pushes again and again, as an encoder does. */
let wantsPicture = false;

afterEach(async () => {
  wantsPicture = false;
  await end(publisher);
  await router.dispose();
});

async function keepPushing(url: string): Promise<void> {
  wantsPicture = true;
  while (wantsPicture) {
    publisher = pushPicture(url);
    await publisher;
  }
}

function serverPid(kind: 'rtsp' | 'rtmp'): number | undefined {
  const found = [...processesMentioning(router.stateDir)];
  return found.find(([, command]) => command.includes(`${kind}/main.js`))?.[0];
}

describe.each(['rtsp', 'rtmp'] as const)('an embedded %s server that hangs', (kind) => {
  it('is replaced at the same port, and the streams run again', async () => {
    router = new TestRouter(
      `${FREE_PORTS}streams: { one: { source: push:live/a }, two: { source: push:live/a } }\n`,
    );
    const { listeners } = await router.start();
    void keepPushing(`rtmp://${listeners.rtmp.address}/live/a`);
    const before = await router.until(({ streams }) => streams.every(({ phase }) => phase === 'running'));
    const hung = serverPid(kind) ?? 0;
    process.kill(hung, 'SIGSTOP');

    await waitFor('the server to be gone', () => !isRunning(hung) || undefined);
    const after = await router.until(
      ({ streams, listeners: now }) =>
        now[kind].phase === 'open' &&
        streams.every(({ phase, restarts }) => phase === 'running' && restarts > 0),
      60_000,
    );
    expect(after.listeners[kind].address).toBe(before.listeners[kind].address);
    expect(serverPid(kind)).not.toBe(hung);

    const { output } = await router.stop();
    expect(output).toMatch(/it has not answered for 6 s.*embedded server hangs and is ended/);
    expect(processesMentioning(router.folder).size).toBe(0);
  });
});
