/** npm's "prepare": where the package is installed from its Git repository, as pre-commit does, there is nothing compiled yet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ROOT } from './setup.mjs';

// Who works on the repository ("npm ci") builds when it is needed.
if (process.env['npm_command'] !== 'ci' && existsSync(join(ROOT, 'node_modules', 'typescript'))) ensureBuild();
