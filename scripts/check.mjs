/** `npm run check`: format and lint, types, import rule, unused code. All are run, also when one fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureDependencies, giveUp, ROOT, say } from './setup.mjs';

const FOLDERS = ['src', 'web'];

checkNode();
ensureDependencies();

const failed = [
  tool('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  tool('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']),
  tool('types of the page', 'typescript/bin/tsc', ['-p', join('web', 'tsconfig.json')]),
  importRule(),
  tool('unused code', 'knip/bin/knip.js', ['--treat-config-hints-as-errors']),
].filter((name) => name !== undefined);

if (failed.length > 0) {
  giveUp(
    `Failed: ${failed.join(', ')}.`,
    'See the lines above; "npm run format" mends what can be mended by itself.',
  );
}
say('format and lint, types, import rule and unused code are fine');

/**
 * Answers the name of the check when it failed. The rule has to look at files, of the program and of the page: one that saw none
 * would hold for ever.
 */
function importRule() {
  const report = JSON.parse(
    capture('dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS],
    ]),
  );
  const { violations, totalCruised } = report.summary;
  const counts = FOLDERS.map(
    (folder) => report.modules.filter(({ source }) => source.startsWith(`${folder}/`)).length,
  );
  for (const { rule, from, to, cycle } of violations) {
    const path = cycle?.length > 0 ? cycle.map(({ name }) => name).join(' → ') : to;
    process.stderr.write(`${from}: must not import ${path} (${rule.name})\n`);
  }
  const files = FOLDERS.map((folder, index) => `${counts[index]} files of ${folder}`).join(', ');
  say(`import rule: ${files} and ${totalCruised} modules in all, ${violations.length} violations`);
  return counts.every((count) => count > 0) && violations.length === 0 ? undefined : 'import rule';
}

/** Answers the name of the check when it failed. */
function tool(what, script, args) {
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return done.status === 0 ? undefined : what;
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
