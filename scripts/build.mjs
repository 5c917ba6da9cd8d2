/** `npm run build`: compiles src/ to dist/. */
import { build, checkNode, ensureDependencies } from './setup.mjs';

checkNode();
ensureDependencies();
build();
