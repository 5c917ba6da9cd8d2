import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { ROOT } from './root.js';

/** A step of a job as GitHub Actions has it, as far as the workflow uses it. */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface DoneStep {
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly all: string;
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/**
 * Runs the `run:` steps of a job in a checkout, as GitHub's runner does: in order, each in a shell of its own (`bash --noprofile --norc -eo
 * pipefail`), until one fails; after that only those that want to run on failure. What it gives by `uses` is there already.
 * @param expressions what each `${{ … }}` and each condition stands for; one that is not here is an error
 */
export async function runGithubJob(
  file: string,
  job: string,
  { checkout, environment, expressions }: JobOptions,
): Promise<DoneStep[]> {
  const workflow = parse(readFileSync(file, 'utf8')) as Workflow;
  const done: DoneStep[] = [];
  for (const step of workflow.jobs[job]?.steps ?? []) {
    const hasFailed = done.some(({ exitCode }) => exitCode !== 0);
    const isWanted = step.if === 'failure()' ? hasFailed : !hasFailed && isTrue(step.if, expressions);
    if (step.run === undefined || !isWanted) continue;
    const env = { ...workflow.env, ...filled(step.env ?? {}, expressions), ...environment };
    const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run];
    const { exitCode, stdout, all } = await execa('bash', shell, {
      ...{ cwd: checkout, env, reject: false, all: true, stdin: 'ignore' },
    });
    done.push({ name: step.name ?? '', exitCode, stdout, all });
  }
  return done;
}

export interface JobOptions {
  readonly checkout: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly expressions: Readonly<Record<string, string>>;
}

/** Runs the script of a GitLab job in a checkout, as its runner does: all lines in one shell, which ends with the first that fails. */
export async function runGitlabJob(
  file: string,
  job: string,
  { checkout, environment }: Omit<JobOptions, 'expressions'>,
): Promise<DoneStep> {
  const all = parse(readFileSync(file, 'utf8')) as Readonly<Record<string, GitlabJob>>;
  const template = all[all[job]?.extends ?? ''];
  const lines = [...(template?.before_script ?? []), ...(all[job]?.script ?? [])];
  const env = { ...(all['variables'] as Readonly<Record<string, string>>), ...environment };
  const result = await execa('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
    ...{ cwd: checkout, env, reject: false, all: true, stdin: 'ignore' },
  });
  return { name: job, exitCode: result.exitCode, stdout: result.stdout, all: result.all };
}

interface GitlabJob {
  readonly extends?: string;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

/**
 * The environment of a runner of its own: `npm install --global` installs below `folder`, and what it installs is the program that was
 * built here.
 */
export function runnerEnvironment(folder: string): Record<string, string> {
  const prefix = join(folder, 'npm');
  mkdirSync(join(folder, 'temp'), { recursive: true });
  writeFileSync(join(folder, 'gitconfig'), '[user]\nname = Test\nemail = test@example.org\n');
  return {
    HOME: folder,
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    PATH: `${join(prefix, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    npm_config_prefix: prefix,
    KAZSTREAMLINK: ROOT,
    RUNNER_TEMP: join(folder, 'temp'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  };
}

function isTrue(condition: string | undefined, expressions: JobOptions['expressions']): boolean {
  return condition === undefined || meaningOf(condition, expressions) === 'true';
}

function filled(
  env: Readonly<Record<string, string>>,
  expressions: JobOptions['expressions'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.+?) \}\}/g, (_whole, expression: string) => meaningOf(expression, expressions)),
    ]),
  );
}

function meaningOf(expression: string, expressions: JobOptions['expressions']): string {
  const value = expressions[expression];
  if (value === undefined) throw new Error(`the workflow uses ${expression}, which this test does not know`);
  return value;
}
