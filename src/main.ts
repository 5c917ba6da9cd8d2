#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommonOptions, RemoteOptions } from './cli/options.js';
import { showPlan } from './cli/plan.js';
import type { RunOptions } from './cli/run.js';
import { showStatus } from './cli/status.js';
import { printProblem } from './cli/terminal.js';
import { validate } from './cli/validate.js';
import { programVersion } from './version.js';

/** Reads the command line, carries out one command, and sets the exit code. */
async function main(): Promise<void> {
  const program = new Command('kazstreamlink')
    .description('Keeps RTSP paths equal to a file: what streams.yaml names is readable where it says.')
    .showHelpAfterError()
    .exitOverride((error) => process.exit(error.exitCode));

  command(program, 'run', 'run the router until it is stopped')
    .option('--ffmpeg <path>', 'FFmpeg to use', process.env['KAZSTREAMLINK_FFMPEG'] ?? 'ffmpeg')
    .option(
      '--demo',
      'also push a test picture to the ingest; create the file from the example when there is none',
      false,
    )
    .addOption(
      new Option('--log-level <level>').choices(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    )
    .action(async (options: RunOptions) => {
      // Loaded only here: the other commands are quick without it.
      const { run } = await import('./cli/run.js');
      finish(await run(options));
    });

  command(program, 'status', 'show the streams; exit 0: all enabled ones run, 3: not all, 1: error')
    .option('--url <url>', 'a router elsewhere, such as http://host:8501', httpUrl)
    .action(async (options: RemoteOptions) => finish(await showStatus(options)));

  command(program, 'validate', 'show every problem of the file; exit 0: valid, 1: not').action(
    (options: CommonOptions) => finish(validate(options)),
  );

  command(
    program,
    'plan',
    'show what "run" would do with the file now; exit 0: nothing, 2: changes, 1: error',
  )
    .option('--url <url>', 'a router elsewhere, such as http://host:8501', httpUrl)
    .action(async (options: RemoteOptions) => finish(await showPlan(options)));

  command(program, 'version', 'show the version').action((options: CommonOptions) => {
    const version = programVersion();
    const text = options.format === 'json' ? JSON.stringify({ version, node: process.version }) : version;
    process.stdout.write(`${text}\n`);
  });

  await program.parseAsync();
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('-c, --config <file>', 'configuration', 'streams.yaml')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option(
      '--state-dir <folder>',
      "state folder (default: one per configuration, in the user's state folder)",
    );
}

function httpUrl(text: string): string {
  if (!/^https?:\/\/\S+$/.test(text)) throw new InvalidArgumentError('It looks like http://host:8501.');
  return text;
}

function finish(exitCode: number): void {
  process.exitCode = exitCode;
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  printProblem(text, 'If this looks wrong, please report it with what you did.');
  process.exitCode = 1;
});
