/**
 * `npm run bench`: sets up what is missing, compiles bench/ (Node 20 runs no TypeScript) and measures.
 * `npm run bench -- [NAME …] [--json FILE] [--strict]`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureBuild, ensureDependencies, ensureFfmpeg, giveUp, ROOT, say } from './setup.mjs';
import { ensureSlimFfmpeg } from './slim-ffmpeg.mjs';

checkNode();
ensureDependencies();
ensureBuild();
ensureFfmpeg();

// Building it takes minutes, so it is done only where it is asked for by its name.
if (process.argv.includes('slim-ffmpeg')) {
  const slim = ensureSlimFfmpeg();
  if (typeof slim !== 'string') say(`NO SLIM FFMPEG: ${slim.problem}. It cannot be measured.`);
}

const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', join('bench', 'tsconfig.json')], {
  cwd: ROOT,
  stdio: ['ignore', 2, 2],
});
if (compiled.status !== 0) giveUp('The benchmarks could not be compiled.', 'See the lines above.');

// In this very process, so that Ctrl-C and signals reach the program that ends the others, and nothing between.
const main = join(ROOT, '.cache', 'bench', 'build', 'bench', 'main.js');
await import(pathToFileURL(main).href);
