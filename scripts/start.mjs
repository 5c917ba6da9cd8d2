/** `npm start`: sets up what is missing, then runs the router with a test picture. Options go on to `run`. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureBuild, ensureDependencies, ensureFfmpeg, ROOT } from './setup.mjs';

checkNode();
ensureDependencies();
ensureBuild();
ensureFfmpeg();

// In this very process, so that Ctrl-C and signals reach the router and nothing between.
const main = join(ROOT, 'dist', 'main.js');
process.argv = [process.execPath, main, 'run', '--demo', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
