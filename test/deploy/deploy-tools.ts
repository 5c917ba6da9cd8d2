import { spawnSync } from 'node:child_process';
import { unpackedPackages } from '../e2e/support/unpacked-packages.js';

const TOOLS = unpackedPackages('deploy-tools');

/** Whether scripts/setup-deploy-tools.mjs has fetched them. */
export const hasDeployTools = TOOLS !== undefined;
if (!hasDeployTools)
  console.warn('SKIPPED: there is no kustomize and no docker-compose; see scripts/setup-deploy-tools.mjs');

/** What `docker-compose` prints. Throws what it complains of, warnings included. */
export function dockerCompose(args: readonly string[], environment: Readonly<Record<string, string>>) {
  return run('usr/libexec/docker/cli-plugins/docker-compose', args, environment);
}

/** What `kustomize` prints. Throws what it complains of, warnings included. */
export function kustomize(args: readonly string[]): string {
  return run('usr/bin/kustomize', args);
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const [file = '', ...rest] = [...(TOOLS?.command(program) ?? []), ...args];
  const env = { PATH: process.env['PATH'], ...environment };
  const { status, stdout, stderr } = spawnSync(file, rest, { encoding: 'utf8', env });
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return stdout;
}
