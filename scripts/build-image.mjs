/** Builds a target of the Dockerfile as `docker build` would, where no container engine runs. */
import { ensureBaseImage } from './base-image.mjs';
import { buildah, ensureContainerTools } from './container-tools.mjs';
import { ROOT, say } from './setup.mjs';

/** Answers the image's name, or `{ problem }`. What has not changed is taken from the layers of the time before. */
export function buildImage(target, { output } = {}) {
  const problem = ensureContainerTools();
  if (problem !== undefined) return { problem };
  const base = ensureBaseImage();
  if (typeof base !== 'string') return base;
  say(`building the image "${target}" …`);
  const image = `localhost/kazstreamlink:${target}`;
  const done = buildah(
    [
      ...['build', '--isolation', 'chroot', '--layers', '--quiet'],
      // The format of OCI has no health check.
      ...['--format', 'docker', '--pull-never', '--build-arg', `BASE=${base}`, '--target', target],
      ...(output === undefined ? ['--tag', image] : ['--output', `type=local,dest=${output}`]),
      ROOT,
    ],
    { stdout: 2 },
  );
  return done === undefined ? { problem: `the target "${target}" cannot be built; see above` } : image;
}
