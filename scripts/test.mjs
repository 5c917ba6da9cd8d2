/**
 * `npm test`: sets up what is missing, then runs every scenario. `--soak` runs the full counts. Other arguments go to
 * vitest, such as a part of a file name.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureBuild, ensureDependencies, ensureFfmpeg, ROOT } from './setup.mjs';
import { ensureBrowser } from './setup-browser.mjs';
import { ensureDeployTools } from './setup-deploy-tools.mjs';
import { ensureDocumentationTools } from './setup-documentation-tools.mjs';
import { ensurePlayers } from './setup-players.mjs';
import { ensureTestServers } from './setup-test-servers.mjs';

const soak = process.argv.includes('--soak');
checkNode();
ensureDependencies();
ensureBuild();
ensureFfmpeg();
ensureTestServers();
ensureBrowser();
ensurePlayers();
ensureDeployTools();
ensureDocumentationTools();

const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', ...process.argv.slice(2).filter((argument) => argument !== '--soak')];
const done = spawnSync(process.execPath, [vitest, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, ...(soak ? { KAZSTREAMLINK_SOAK: '1' } : {}) },
});
process.exitCode = done.status ?? 1;
