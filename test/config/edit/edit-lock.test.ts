import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const MODULES = fileURLToPath(new URL('../../../dist/config/', import.meta.url));
const EDITS = process.env['KAZSTREAMLINK_SOAK'] ? 600 : 150;

it('edits at the same time lose nothing that was said to be written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  const path = join(folder, 'streams.yaml');
  writeFileSync(path, '');
  const program = `
    import { readFileSync } from 'node:fs';
    import { contentHash } from ${JSON.stringify(`${MODULES}configuration-state.js`)};
    import { writeConfiguration } from ${JSON.stringify(`${MODULES}edit/write-configuration.js`)};
    let done = 0;
    for (let edit = 0; edit < ${EDITS}; edit += 1) {
      const text = readFileSync(${JSON.stringify(path)}, 'utf8');
      if (writeConfiguration(${JSON.stringify(path)}, text + '# line\\n', contentHash(text)).ok) done += 1;
    }
    console.log(done);
  `;
  const writers = [1, 2].map(() => execa(process.execPath, ['--input-type=module', '-e', program]));
  const written = (await Promise.all(writers)).map(({ stdout }) => Number(stdout));
  const lines = readFileSync(path, 'utf8').split('\n').length - 1;
  expect(lines).toBe(written.reduce((sum, count) => sum + count, 0));
  expect(lines).toBeGreaterThan(EDITS / 2);
  rmSync(folder, { recursive: true });
});
