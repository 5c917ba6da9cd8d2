/** `npm run generate`: writes what is generated from the source and checked in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
ensureBuild();
const { publishedSchema } = await import('../dist/config/published-schema.js');
mkdirSync(join(ROOT, 'schema'), { recursive: true });
writeFileSync(join(ROOT, 'schema', 'streams.schema.json'), publishedSchema());
