/** `npm run check`: format and lint, types, import rule, unused code. Fails at the first that fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureDependencies, giveUp, ROOT } from './setup.mjs';

checkNode();
ensureDependencies();

tool('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
tool('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']);
importRule();
tool('unused code', 'knip/bin/knip.js', ['--treat-config-hints-as-errors']);

/** The rule has to look at files: one that saw none would hold for ever. */
function importRule() {
  const report = JSON.parse(
    capture('dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'src',
    ]),
  );
  const { violations, totalCruised } = report.summary;
  const files = report.modules.filter(({ source }) => source.startsWith('src/')).length;
  for (const { rule, from, to, cycle } of violations) {
    const path = cycle?.length > 0 ? cycle.map(({ name }) => name).join(' → ') : to;
    process.stderr.write(`${from}: must not import ${path} (${rule.name})\n`);
  }
  if (files === 0)
    giveUp(
      'The import rule looked at no file.',
      'Mend .dependency-cruiser.cjs or its call in scripts/check.mjs.',
    );
  if (violations.length > 0)
    giveUp('The import rule is broken.', 'See .dependency-cruiser.cjs for who may import whom.');
  process.stderr.write(`import rule: ${files} files of src, ${totalCruised} modules in all, no violation\n`);
}

function tool(what, script, args) {
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (done.status !== 0)
    giveUp(
      `The check of ${what} failed.`,
      'See the lines above; "npm run format" mends what can be mended by itself.',
    );
}

function capture(script, args) {
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.error) giveUp('The import rule could not be checked.', String(done.error));
  return done.stdout;
}
