import { runServerProcess } from '../run-server-process.js';
import { createRtmpServer } from './server.js';

await runServerProcess('rtmp', createRtmpServer);
