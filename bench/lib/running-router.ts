import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../../src/api/client.js';
import { endLeftovers } from '../../src/runtime/local/end-leftovers.js';
import { readMark } from '../../src/runtime/local/find-strays.js';
import { ProcessRecords } from '../../src/runtime/local/process-records.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import { StateFolder } from '../../src/util/state-folder.js';
import type { BenchContext } from './benchmark.js';
import type { BenchProcess } from './processes.js';
import { builtProgram } from './root.js';

/** A whole router of `dist/`, on free ports, that is asked for its status. */
export class RunningRouter {
  readonly process: BenchProcess;
  readonly #state: StateFolder;
  readonly #askEveryMs: number;

  /**
   * @param streams the text of the configuration below its listeners
   * @param askEveryMs between questions for the status: an answer about many streams is much garbage to collect
   */
  constructor(
    { processes, folder }: BenchContext,
    streams: string,
    options: readonly string[] = [],
    askEveryMs = 500,
  ) {
    const config = join(folder, 'streams.yaml');
    writeFileSync(config, `version: 1\n${FREE_PORTS}\n${streams}`);
    this.#askEveryMs = askEveryMs;
    this.#state = new StateFolder(join(folder, 'state'));
    this.#state.create();
    processes.afterwards(() =>
      endLeftovers({
        records: new ProcessRecords(this.#state.processes),
        mark: readMark(this.#state.mark),
        onProblem: () => {},
      }),
    );
    this.process = processes.start(process.execPath, [
      ...[builtProgram('main.js'), 'run', '--config', config, '--state-dir', this.#state.path],
      ...['--log-level', 'error', ...options],
    ]);
  }

  /** Where it answers without a token. */
  get socketPath(): string {
    return this.#state.routerSocket;
  }

  /** Resolves with the first status for which `holds`; rejects after `boundMs`. */
  async until(
    boundMs: number,
    what: string,
    holds: (status: RouterStatus) => boolean,
  ): Promise<RouterStatus> {
    const deadlineMs = performance.now() + boundMs;
    for (;;) {
      const status = await fetchRouterStatus({ socketPath: this.#state.routerSocket });
      if (status !== null && holds(status)) return status;
      if (performance.now() > deadlineMs) throw new Error(`timed out after ${boundMs / 1000} s: ${what}`);
      await delay(this.#askEveryMs);
    }
  }
}

const FREE_PORTS = 'listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }';
