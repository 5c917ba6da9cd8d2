import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

const UNPACKED = fileURLToPath(new URL('../../../.cache/nginx-rtmp', import.meta.url));
const NGINX = join(UNPACKED, 'usr/sbin/nginx');
const MODULE = join(UNPACKED, 'usr/lib/nginx/modules/ngx_rtmp_module.so');

export const hasNginx = existsSync(NGINX);
if (!hasNginx) console.warn('SKIPPED: there is no nginx-rtmp; see scripts/setup-test-servers.mjs');

/** nginx as an independent RTMP server with the applications `live` and `live/inst`. */
export async function startNginx(folder: string): Promise<Nginx> {
  const port = await freePort();
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
rtmp { access_log off; server { listen 127.0.0.1:${port}; application live { live on; } application live/inst { live on; } } }
`,
  );
  const nginx = execa(NGINX, ['-p', folder, '-e', join(folder, 'logs', 'error.log'), '-c', config], {
    reject: false,
    stdin: 'ignore',
  });
  await waitFor('nginx to listen', () => existsSync(join(folder, 'nginx.pid')) || undefined);
  return {
    port,
    stop: async () => {
      nginx.kill('SIGTERM');
      await nginx;
    },
  };
}

export interface Nginx {
  readonly port: number;
  stop(): Promise<void>;
}
