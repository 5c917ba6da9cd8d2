import type { RouterStatus } from '../status/router-status.js';
import type { StreamStatus } from '../status/stream-status.js';
import type { Colours } from './terminal.js';

/** Where the test picture is pushed; streams.example.yaml reads it from there. */
export const DEMO_INGEST_PATH = 'live/demo';

/** Says what to open as soon as the test picture can be watched. */
export async function printDemoBanner(router: WatchedRouter, paint: Colours): Promise<void> {
  const shown = (): StreamStatus | undefined =>
    router
      .status()
      .streams.find(({ source, phase }) => source === `push:${DEMO_INGEST_PATH}` && phase === 'running');
  await router.until(() => shown() !== undefined);
  const { listeners, configuration } = router.status();
  const page = `http${listeners.http.isTls ? 's' : ''}://${listeners.http.address}/`;
  const rtspUrl = shown()?.rtspUrl ?? '';
  const lines = [
    [
      'Watch',
      paint.strong(rtspUrl),
      `in VLC (Media > Open Network Stream), or: ffplay -rtsp_transport tcp ${rtspUrl}`,
    ],
    [
      'Push',
      paint.strong(`rtmp://${listeners.rtmp.address}/live/NAME`),
      'from a drone, camera or OBS; read it with "source: push:live/NAME"',
    ],
    ['Page', paint.strong(page), 'what runs, what does not, and what to do'],
    ['Edit', paint.strong(configuration.file), 'and save: what runs follows the file'],
    ['Stop', paint.strong('Ctrl-C'), ''],
  ];
  const text = lines.map(
    ([label = '', value = '', hint = '']) =>
      `  ${label.padEnd(6)} ${value}${hint === '' ? '' : `\n         ${paint.faint(hint)}`}`,
  );
  process.stdout.write(
    `\n${paint.good('KazStreamLink runs.')} A test picture is on the air.\n\n${text.join('\n')}\n\n`,
  );
}

interface WatchedRouter {
  status(): RouterStatus;
  until(condition: () => boolean): Promise<void>;
}
