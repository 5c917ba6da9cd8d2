#!/usr/bin/env node
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { AnswerError } from './api/client.js';
import { approve } from './cli/approve.js';
import { completionScript, SHELLS, type Shell } from './cli/completion.js';
import { down } from './cli/down.js';
import { editCommands } from './cli/edit-commands.js';
import { type HashOptions, showPasswordHash } from './cli/hash-password.js';
import { type HealthOptions, health } from './cli/health.js';
import type { ImportFileOptions } from './cli/import.js';
import type { LogsOptions } from './cli/logs.js';
import type { CommonOptions, RemoteOptions } from './cli/options.js';
import type { PlanOptions } from './cli/plan.js';
import { type RestartOptions, restart } from './cli/restart.js';
import type { RunOptions } from './cli/run.js';
import { type StatusOptions, showStatus } from './cli/status.js';
import { printProblem } from './cli/terminal.js';
import type { ValidateOptions } from './cli/validate.js';
import type { WaitOptions } from './cli/wait.js';
import { IMPORT_FORMATS } from './config/import/imported.js';
import { publishedSchema } from './config/published-schema.js';
import { type LabelSelector, parseLabelSelector } from './state/label-selector.js';
import { parseDuration } from './util/duration.js';
import { StartError } from './util/start-error.js';
import { programVersion } from './version.js';

// Who reads the output may have enough of it ("| head"); a router goes on without its readers.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (process.argv[2] !== 'run') process.exit(0);
});

/**
 * Reads the command line, carries out one command, and sets the exit code. Those that read the configuration are loaded only when they
 * are asked for: the others are quick without that.
 */
async function main(): Promise<void> {
  const program = new Command('kazstreamlink')
    .description('Keeps RTSP paths equal to a file: what streams.yaml names is readable where it says.')
    .showHelpAfterError()
    .exitOverride((error) => process.exit(error.exitCode));

  command(program, 'run', 'run the router until it is stopped')
    .addOption(new Option('--ffmpeg <path>', 'FFmpeg to use').env('KAZSTREAMLINK_FFMPEG').default('ffmpeg'))
    .addOption(
      new Option(
        '--ffmpeg-full <path>',
        'another one, for what that one was built without: encoders, SRT',
      ).env('KAZSTREAMLINK_FFMPEG_FULL'),
    )
    .option(
      '--demo',
      'also push a test picture to the ingest; create the file from the example when there is none',
      false,
    )
    .option(
      '--detach-on-exit',
      'let streams and servers run on when the router is stopped, for the next one (an upgrade); "down" ends them',
      false,
    )
    .option(
      '--poll <ms>',
      'look at the file at this interval instead of watching it (network file systems)',
      milliseconds,
    )
    .option('--approve', 'let pass what was changed while no router ran, whatever "guard" says', false)
    .addOption(
      new Option('--log-level <level>').choices(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    )
    .action(async (options: RunOptions) => {
      const { run } = await import('./cli/run.js');
      // What is still open, such as a terminal that is gone, must not keep a stopped router.
      process.exit(await run(options));
    });

  selecting(
    remote(
      command(program, 'status', 'show the streams; exit 0: all enabled ones run, 3: not all, 1: error'),
    ),
  )
    .option('-w, --watch', 'show it again every second until Ctrl-C', false)
    .option('--wide', 'also who publishes, bytes in and out, packets lost and dropped', false)
    .action(async (options: StatusOptions) => finish(await showStatus(options)));

  withoutSecrets(
    command(program, 'validate', 'show every problem of the file; exit 0: valid, 1: not', [
      ...['text', 'json', 'github', 'gitlab'],
    ]),
  ).action(async (options: ValidateOptions) => finish((await import('./cli/validate.js')).validate(options)));

  withoutSecrets(
    selecting(
      remote(
        command(
          program,
          'plan',
          'show what "run" would do with the file now; exit 0: nothing, 2: changes, 1: error',
          ['text', 'json', 'markdown'],
        ),
      ),
    ),
  )
    .option('--base <file>', 'against what another content of the file asks for, in place of what runs')
    .action(async (options: PlanOptions) => finish(await (await import('./cli/plan.js')).showPlan(options)));

  remote(
    command(program, 'logs', 'show what was kept of the last runs of a stream: start, lines, end and why'),
  )
    .argument('<name>', 'the stream')
    .addOption(
      new Option('-f, --follow', 'go on with what comes, until Ctrl-C').default(false).conflicts('previous'),
    )
    .addOption(new Option('-p, --previous', 'the run before the current one').default(false).conflicts('all'))
    .option('-a, --all', 'all runs that are kept', false)
    .action(async (name: string, options: LogsOptions) =>
      finish(await (await import('./cli/logs.js')).showLogs(name, options)),
    );

  selecting(
    remote(
      command(
        program,
        'wait',
        'wait until the file is live and all enabled streams run; exit 0: so, 3: timed out, 1: error',
      ),
    ),
  )
    .option('--timeout <duration>', 'how long, such as 500ms, 60s, 5m', duration, 60_000)
    .option('--for-hash <hash>', 'for the content with this hash, in place of that of the file', contentHash)
    .action(async (options: WaitOptions) => finish(await (await import('./cli/wait.js')).wait(options)));

  command(program, 'hash', 'print the hash of the file, for "wait --for-hash"').action(
    async (options: CommonOptions) => finish((await import('./cli/show-hash.js')).showHash(options)),
  );

  selecting(
    command(
      program,
      'restart',
      'restart streams one after the other; exit 0: all run again, 3: one does not, 1: error',
    ),
  )
    .argument('[names...]', 'streams')
    .option('--outdated', 'those that an older router started otherwise than this one would', false)
    .option('--timeout <duration>', 'how long each has to run again, such as 60s', duration, 60_000)
    .action(async (names: string[], options: RestartOptions) => finish(await restart(names, options)));

  remote(
    command(
      program,
      'approve',
      'let a change of the file pass that "guard" holds back; exit 0: done, or nothing is held back, 1: error',
    ),
  ).action(async (options: RemoteOptions) => finish(await approve(options)));

  command(program, 'down', 'end the router and everything that its state folder describes').action(
    async (options: CommonOptions) => finish(await down(options)),
  );

  command(
    program,
    'health',
    'ask the router whether it lives, for health checks; exit 0: so, 1: not so, or no router',
  )
    .option('--ready', 'whether a valid configuration is live', false)
    .action(async (options: HealthOptions) => finish(await health(options)));

  command(program, 'token', 'print the token by which the API is reached from elsewhere').action(
    async (options: CommonOptions) => finish((await import('./cli/token.js')).showToken(options)),
  );

  command(program, 'hash-password', 'print the hash of a password, for "users" in the file')
    .option('--digest <name>', 'the one by which this user is known over RTSP (read, publish)')
    .action(async (options: HashOptions) => finish(await showPasswordHash(options)));

  command(program, 'schema', 'print the JSON Schema of the file').action(() => {
    process.stdout.write(publishedSchema());
  });

  command(program, 'completion', 'print a completion script')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', '\nFor bash: source <(kazstreamlink completion bash)')
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });

  program
    .command('import')
    .description(
      'make streams of a CSV file, or of the configuration of MediaMTX or go2rtc; exit 0: done, 1: nothing imported',
    )
    .argument('<files...>', 'what to import; - is standard input')
    .addOption(
      new Option('--from <program>', 'what the files are, where that cannot be told').choices(IMPORT_FORMATS),
    )
    .option(
      '--into <file>',
      'add them to this file, or to a configuration of several (its folder or first file), in place of printing a new one',
    )
    .option('-c, --config <path>', 'the configuration that this file is a part of')
    .option('--secrets-file <file>', 'put credentials into this file, as variables that the streams refer to')
    .option('--dry-run', 'show what would be imported and write nothing', false)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (files: string[], options: ImportFileOptions) =>
      finish((await import('./cli/import.js')).importFiles(files, options)),
    );

  editCommands(
    (name, description) => command(program, name, description),
    { selecting, withoutSecrets },
    finish,
  );

  command(program, 'version', 'show the version').action((options: CommonOptions) => {
    const version = programVersion();
    const text = options.format === 'json' ? JSON.stringify({ version, node: process.version }) : version;
    process.stdout.write(`${text}\n`);
  });

  await program.parseAsync();
}

function command(program: Command, name: string, description: string, formats = ['text', 'json']): Command {
  return program
    .command(name)
    .description(description)
    .addOption(
      new Option('-c, --config <path>', 'configuration: a file, or a folder of *.yaml files')
        .env('KAZSTREAMLINK_CONFIG_FILE')
        .default('streams.yaml'),
    )
    .addOption(new Option('--format <format>').choices(formats).default('text'))
    .addOption(
      new Option(
        '--state-dir <folder>',
        "state folder (default: one per configuration, in the user's state folder)",
      ).env('KAZSTREAMLINK_STATE_DIR'),
    );
}

/** Arguments are seen by everybody on the machine, so the token rather comes from the environment. */
function remote(one: Command): Command {
  return one
    .option('--url <url>', 'a router elsewhere, such as http://host:8501', httpUrl)
    .addOption(
      new Option('--token <token>', 'for that router; better given by the environment').env(
        'KAZSTREAMLINK_TOKEN',
      ),
    );
}

function withoutSecrets(one: Command): Command {
  return one.option(
    '--allow-unresolved',
    'let references to variables and files stand that have no value here, as in a pipeline',
    false,
  );
}

function contentHash(text: string): string {
  if (!/^[0-9a-f]{16}$/.test(text))
    throw new InvalidArgumentError('It has 16 digits, as "kazstreamlink hash" prints them.');
  return text;
}

/** A command that can be about some of the streams. */
function selecting(one: Command): Command {
  return one.option(
    '-l, --selector <labels>',
    'only streams with these labels, such as site=north,kind!=drone,owner',
    labels,
  );
}

function labels(text: string): LabelSelector {
  const selector = parseLabelSelector(text);
  if (selector === undefined) throw new InvalidArgumentError('It looks like site=north or owner,!test.');
  return selector;
}

function httpUrl(text: string): string {
  if (!/^https?:\/\/\S+$/.test(text)) throw new InvalidArgumentError('It looks like http://host:8501.');
  return text;
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('It looks like 500ms, 60s or 5m.');
  return ms;
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 50)
    throw new InvalidArgumentError('It is a whole number of at least 50.');
  return value;
}

function finish(exitCode: number): void {
  process.exitCode = exitCode;
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof AnswerError || error instanceof StartError) printProblem(text, error.remedy);
  else printProblem(text, 'If this looks wrong, please report it with what you did.');
  process.exitCode = 1;
});
