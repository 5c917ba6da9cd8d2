/**
 * `npm test`: sets up what is missing, then runs every scenario. `--soak` runs the full counts; `--slim` lets routers run the slim FFmpeg of
 * the image, and another one only where that cannot do it. Other arguments go to vitest, such as a part of a file name.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureBuild, ensureDependencies, ensureFfmpeg, giveUp, ROOT } from './setup.mjs';
import { ensureBrowser } from './setup-browser.mjs';
import { ensureDeployTools } from './setup-deploy-tools.mjs';
import { ensureDocumentationTools } from './setup-documentation-tools.mjs';
import { ensurePlayers } from './setup-players.mjs';
import { ensureTestServers } from './setup-test-servers.mjs';
import { ensureSlimFfmpeg } from './slim-ffmpeg.mjs';

const OWN = ['--soak', '--slim'];
const [soak, slim] = OWN.map((option) => process.argv.includes(option));
checkNode();
ensureDependencies();
ensureBuild();
ensureFfmpeg();
ensureTestServers();
ensureBrowser();
ensurePlayers(soak);
ensureDeployTools();
ensureDocumentationTools();

const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
// Those of the image need one: "npm run test:image".
const projects = ['--project', 'unit*', '--project', 'e2e'];
const args = ['run', ...projects, ...process.argv.slice(2).filter((argument) => !OWN.includes(argument))];
const done = spawnSync(process.execPath, [vitest, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, ...(soak ? { KAZSTREAMLINK_SOAK: '1' } : {}), ...(slim ? withSlimFfmpeg() : {}) },
});
process.exitCode = done.status ?? 1;

/** What the routers of the tests find in their environment. */
function withSlimFfmpeg() {
  const path = ensureSlimFfmpeg();
  if (typeof path !== 'string')
    giveUp(`The slim FFmpeg cannot be built: ${path.problem}.`, 'See CONTRIBUTING.md.');
  return { KAZSTREAMLINK_FFMPEG: path, KAZSTREAMLINK_FFMPEG_FULL: 'ffmpeg' };
}
