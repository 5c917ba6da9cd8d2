/**
 * `npm run test:image`: builds the image and its target `full` by buildah from a base image made here, since neither a container engine nor a
 * registry is needed for that, runs them in namespaces of their own, and looks at what they do. Other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildImage } from './build-image.mjs';
import { BUILDAH } from './container-tools.mjs';
import { checkNode, ensureDependencies, ensureFfmpeg, giveUp, ROOT } from './setup.mjs';

checkNode();
ensureDependencies();
ensureFfmpeg();
for (const target of ['slim', 'full']) {
  const built = buildImage(target);
  if (typeof built !== 'string')
    giveUp(`The image cannot be built: ${built.problem}.`, 'See the lines above, and CONTRIBUTING.md.');
}

const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const done = spawnSync(process.execPath, [vitest, 'run', '--project', 'image', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, KAZSTREAMLINK_BUILDAH: JSON.stringify(BUILDAH) },
});
process.exitCode = done.status ?? 1;
