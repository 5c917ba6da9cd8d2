import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const UNPACKED = fileURLToPath(new URL('../../.cache/nginx-rtmp', import.meta.url));
const NGINX = join(UNPACKED, 'usr/sbin/nginx');
const MODULE = join(UNPACKED, 'usr/lib/nginx/modules/ngx_rtmp_module.so');

if (!existsSync(NGINX)) console.warn('SKIPPED: there is no nginx-rtmp; see scripts/setup-test-servers.mjs');

let router: TestRouter | undefined;
let nginx: ReturnType<typeof startNginx> | undefined;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router?.dispose();
  nginx?.kill('SIGTERM');
  await nginx;
});

describe.skipIf(!existsSync(NGINX))('a source on nginx-rtmp', () => {
  it('is read as one pushed to the ingest is, and again when it returns', async () => {
    router = new TestRouter(`${FREE_PORTS}streams: {}`);
    const port = await freePort();
    nginx = startNginx(join(router.folder, 'nginx'), port);
    await waitFor(
      'nginx to listen',
      () => existsSync(join(router?.folder ?? '', 'nginx/nginx.pid')) || undefined,
    );
    const source = `rtmp://127.0.0.1:${port}/live/cam`;
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

function startNginx(folder: string, port: number) {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `load_module ${MODULE};
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/logs/error.log;
events {}
rtmp { server { listen 127.0.0.1:${port}; application live { live on; } } }
`,
  );
  return execa(NGINX, ['-p', folder, '-c', config], { reject: false, stdin: 'ignore' });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
