import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentationPages } from '../docs/markdown.js';
import { preludeOf, type Run, type Step, stepsOf } from '../docs/steps.js';
import { mayRead, missingPrograms, ReaderMachine } from './support/reader-machine.js';
import { waitFor } from './support/wait-for.js';

/** The README in Russian has the same commands, see test/docs. */
const pages = documentationPages()
  .filter(({ file }) => file !== 'README.ru.md')
  .map((page) => ({ file: page.file, steps: stepsOf(page) }))
  .filter(({ steps }) => steps.some(({ kind }) => kind === 'run'));
type PageSteps = (typeof pages)[number];

const may = mayRead();
if (!may)
  console.warn('SKIPPED: this user may make no namespaces, so what the documentation says is not tried');
const missing = missingPrograms();
const isRunnable = ({ file, steps }: PageSteps): boolean => {
  const needed = missing.filter((name) =>
    steps.some((step) => step.kind === 'run' && step.command.includes(name)),
  );
  if (needed.length > 0)
    console.warn(`SKIPPED: ${file} uses ${needed.join(', ')}, which this machine has not`);
  return needed.length === 0;
};

describe.runIf(may)('what the documentation says works', () => {
  const machines = sharedMachines(pages.filter(isRunnable));
  it.concurrent.each(machines)('%s', { timeout: 600_000 }, async (_, prelude, own) => {
    const machine = new ReaderMachine();
    try {
      await machine.ready();
      for (const step of [...prelude, ...own]) await carryOut(machine, step);
    } finally {
      await machine.dispose();
    }
  });
});

/** Names of pages, what they have in common, and what each does after that. */
function sharedMachines(all: readonly PageSteps[]): [string, Step[], Step[]][] {
  const groups = new Map<string, PageSteps[]>();
  for (const page of all) {
    const prelude = preludeOf(page.steps).map(({ command }) => command);
    const key = prelude.length === 0 ? page.file : prelude.join('\n');
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  return [...groups.values()].map((group) => {
    const prelude = preludeOf(group[0]?.steps ?? []);
    const own = group.flatMap(({ steps }) => steps.slice(prelude.length));
    return [group.map(({ file }) => file).join(', '), prelude, own];
  });
}

async function carryOut(machine: ReaderMachine, step: Step): Promise<void> {
  if (step.kind === 'run') return run(machine, step);
  const file = join(machine.clone, step.file);
  mkdirSync(dirname(file), { recursive: true });
  if (step.kind === 'save') writeFileSync(file, step.text);
  else appendFileSync(file, step.text);
}

async function run(machine: ReaderMachine, { at, command, ends, until }: Run): Promise<void> {
  const running = machine.run(command);
  let output = '';
  running.all.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  if (until === null) {
    const { exitCode } = await running;
    expect({ at, exitCode, output: exitCode === ends ? '' : output }).toEqual({
      at,
      exitCode: ends,
      output: '',
    });
    return;
  }
  const holds =
    until.kind === 'prints'
      ? () => output.includes(until.text)
      : async () => (await machine.run(`ffprobe -v error ${until.url}`)).exitCode === 0;
  let hasEnded = false;
  void running.then(() => {
    hasEnded = true;
  });
  await waitFor(
    `"${command.trim()}" (${at})`,
    async () => {
      if (await holds()) return true;
      if (hasEnded) throw new Error(`${at}: "${command.trim()}" has ended: ${output}`);
      return undefined;
    },
    120_000,
    () => output,
  );
}
