import { runServerProcess } from '../run-server-process.js';
import { createRtspServer } from './server.js';

await runServerProcess('rtsp', createRtspServer);
