/** `npm run generate`: writes what is generated from the source and checked in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
ensureBuild();
const { diagnosticsPage, referencePage } = await import('../dist/config/documentation-pages.js');
const { conditionsPage } = await import('../dist/status/documentation-page.js');
const { conditionsForPage } = await import('../dist/status/conditions-for-page.js');
const { publishedApi } = await import('../dist/api/published-api.js');
const { publishedSchema } = await import('../dist/config/published-schema.js');
mkdirSync(join(ROOT, 'schema'), { recursive: true });
writeFileSync(join(ROOT, 'schema', 'streams.schema.json'), publishedSchema());
writeFileSync(join(ROOT, 'schema', 'openapi.json'), await publishedApi());
writeFileSync(join(ROOT, 'docs', 'diagnostics.md'), diagnosticsPage());
writeFileSync(join(ROOT, 'docs', 'streams-yaml.md'), referencePage());
writeFileSync(join(ROOT, 'docs', 'conditions.md'), conditionsPage());

const conditions = join(ROOT, 'web', 'i18n', 'en-conditions.ts');
writeFileSync(conditions, conditionsForPage());
const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
spawnSync(process.execPath, [biome, 'format', '--write', conditions], { cwd: ROOT, stdio: 'inherit' });
