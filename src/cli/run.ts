import { constants, copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { type Router, startRouter } from '../app.js';
import { LastGood } from '../config/last-good.js';
import { StartError } from '../util/start-error.js';
import { wholeMilliseconds } from '../util/whole-milliseconds.js';
import { programVersion } from '../version.js';
import { DEMO_INGEST_PATH, printDemoBanner } from './demo.js';
import { type CommonOptions, stateFolderOf } from './options.js';
import { colours, printProblem } from './terminal.js';

/** `run`: the router. Exit code 0 after a clean stop, 1 when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const log = createLog(options);
  let router: Router | undefined;
  const stateFolder = stateFolderOf(options);
  const stop = new AbortController();
  const askToStop = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) return;
    log.info({ signal }, 'stopping');
    stop.abort(new StopAsked());
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, askToStop);
  // From a terminal that was closed it means "end"; a daemon is asked by it to look at its file.
  process.on('SIGHUP', (signal) => (process.stdout.isTTY ? askToStop(signal) : router?.look()));
  try {
    refuseWindows();
    if (options.demo) createFromExample(options.config, log);
    router = await startRouter({
      configPath: resolve(options.config),
      configName: options.config,
      stateFolder,
      lastGood: new LastGood(stateFolder, log),
      ffmpeg: options.ffmpeg,
      ffmpegFull: options.ffmpegFull || null,
      pollIntervalMs: options.poll ?? null,
      approvesFirst: options.approve,
      stop: stop.signal,
      detachOnExit: options.detachOnExit,
      version: programVersion(),
      log,
      testPicturePath: options.demo ? DEMO_INGEST_PATH : null,
    });
    if (options.demo) showDemoBanner(router, log);
    // Never comes to be true: it ends when the stop is asked for.
    await router.until(() => false);
  } catch (error) {
    if (error instanceof StartError) {
      printProblem(error.message, error.remedy);
      return 1;
    }
    if (!(error instanceof StopAsked)) throw error;
  }
  // One that was asked to stop before it listened has closed itself.
  await router?.close({ leave: options.detachOnExit });
  return 0;
}

class StopAsked extends Error {}

function showDemoBanner(router: Router, log: Logger): void {
  printDemoBanner(router, colours(process.stdout)).catch((error: unknown) => {
    if (!(error instanceof StopAsked)) log.error({ err: error }, 'the addresses cannot be shown');
  });
}

export interface RunOptions extends CommonOptions {
  readonly ffmpeg: string;
  /** For what that one cannot do. */
  readonly ffmpegFull?: string;
  readonly demo: boolean;
  /** Streams and servers run on after the router, for the next one. */
  /** What was changed while no router ran passes the guard. */
  readonly approve: boolean;
  readonly detachOnExit: boolean;
  /** Milliseconds. */
  readonly poll?: number;
  readonly logLevel: string;
}

function createLog(options: RunOptions): Logger {
  const level = options.logLevel;
  const isPretty = options.format === 'text' && process.stdout.isTTY;
  const settings = { level, base: null, formatters: { log: wholeMilliseconds } };
  if (!isPretty) return pino(settings);
  const colorize = colours(process.stdout).strong('') !== '';
  return pino(settings, pretty({ sync: true, singleLine: true, colorize, translateTime: 'SYS:HH:MM:ss.l' }));
}

/** Node has neither Unix sockets nor signals to a group of processes there, and all processes of the router live by both. */
function refuseWindows(): void {
  if (process.platform !== 'win32') return;
  throw new StartError(
    'The router does not run on Windows itself.',
    'Run it in WSL 2 or in Docker; "validate", "plan" and the commands that edit the file work here.',
  );
}

/** Never overwrites a file. */
function createFromExample(config: string, log: Logger): void {
  const example = fileURLToPath(new URL('../../streams.example.yaml', import.meta.url));
  try {
    copyFileSync(example, config, constants.COPYFILE_EXCL);
    log.info({ file: config }, 'created from streams.example.yaml');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    throw new StartError(
      `${config} cannot be created (${code ?? String(error)}).`,
      'Run it in a folder that can be written, or name a file that exists with --config.',
    );
  }
}
