/**
 * What checks the files in deploy/: kustomize and docker-compose of Debian 13, unpacked into .cache/ with their C library, and
 * systemd-analyze, installed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, unpackFromSuite } from './debian-packages.mjs';
import { findOnPath, ROOT, say } from './setup.mjs';

const FOLDER = join(ROOT, '.cache', 'deploy-tools');

/** The tests of what cannot be checked are skipped, and say so. */
export function ensureDeployTools() {
  if (findOnPath('systemd-analyze') === undefined)
    tell('SYSTEMD-ANALYZE', installPackages(['systemd'], 'the tests of the systemd unit'));
  if (existsSync(FOLDER)) return;
  say('fetching kustomize and docker-compose for the tests of deploy/ …');
  tell('KUSTOMIZE, NO DOCKER-COMPOSE', unpackFromSuite('trixie', ['kustomize', 'docker-compose'], FOLDER));
}

function tell(what, problem) {
  if (problem !== undefined) say(`NO ${what}: ${problem}. The tests that need it will be skipped.`);
}
