/** `npm run build`: compiles src/ to dist/, and the page in web/ to dist/web/. */
import { build, checkNode, ensureDependencies } from './setup.mjs';

checkNode();
ensureDependencies();
build();
