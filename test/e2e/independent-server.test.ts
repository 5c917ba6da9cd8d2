import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { hasNginx, type Nginx, startNginx } from './support/nginx.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter | undefined;
let nginx: Nginx | undefined;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router?.dispose();
  await nginx?.stop();
});

describe.skipIf(!hasNginx)('a source on nginx-rtmp', () => {
  it('is read as one pushed to the ingest is, and again when it returns', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}`);
    nginx = await startNginx(join(router.folder, 'nginx'));
    const source = `rtmp://127.0.0.1:${nginx.port}/live/cam`;
    router.write(`${FREE_PORTS}streams: { cam: { source: "${source}" } }`);
    await router.start();

    publisher = pushPicture(source);
    const { rtspUrl } = await router.untilStream('cam', 'running');
    expect(await waitFor('media', () => probeCodecs(rtspUrl ?? '', 'tcp'))).toEqual(['aac', 'h264']);

    await end(publisher);
    await router.until(({ streams }) => streams[0]?.phase !== 'running');
    publisher = pushPicture(source);
    await router.untilStream('cam', 'running');
  });
});
