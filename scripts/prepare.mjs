/** npm's "prepare": where the package is installed from its Git repository, as pre-commit does, there is nothing compiled yet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, ROOT } from './setup.mjs';

const compiler = join(ROOT, 'node_modules', 'typescript');

// Who works on the repository ("npm ci") builds when it is needed.
if (process.env['npm_command'] !== 'ci') {
  // For "npm install --global" npm leaves the development dependencies of a Git repository out, which its own "prepare" needs.
  if (process.env['npm_config_global'] === 'true' && !existsSync(compiler)) {
    for (const name of Object.keys(process.env)) if (/^npm_/i.test(name)) delete process.env[name];
    ensureDependencies();
  }
  if (existsSync(compiler)) ensureBuild();
}
