/** Before `npm pack`: builds what is not built. */
import { checkNode, ensureBuild, ensureDependencies } from './setup.mjs';

checkNode();
ensureDependencies();
ensureBuild();
