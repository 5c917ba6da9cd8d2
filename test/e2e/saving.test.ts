import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { contentHash } from '../../src/config/configuration-state.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { isRunning } from './support/processes.js';
import { createRandom } from './support/random.js';
import { FREE_PORTS } from './support/router.js';
import { type Layout, mayMount, RouterAt } from './support/router-at.js';
import { SourceRouter } from './support/source-router.js';

/** A way to save: where the file stands with its first text, and how the next text comes there. */
interface Saving {
  readonly needs?: 'git' | 'vim' | 'mounts';
  readonly runOptions?: readonly string[];
  arrange(folder: string, text: string): Layout;
  save(router: RouterAt, text: string): void;
}

const SAVINGS: Readonly<Record<string, Saving>> = {
  'in place': {
    arrange: plainFile,
    save: ({ config }, text) => writeFileSync(config, text),
  },
  'rename over': {
    arrange: plainFile,
    save: ({ config }, text) => replace(config, text),
  },
  'as vim does with a backup': {
    arrange: plainFile,
    save: ({ config }, text) => {
      renameSync(config, `${config}~`);
      writeFileSync(config, text);
      unlinkSync(`${config}~`);
    },
  },
  vim: {
    needs: 'vim',
    arrange: plainFile,
    save: ({ config }, text) => {
      writeFileSync(`${config}.next`, text);
      const script = [`%!cat ${config}.next`, 'set backup writebackup backupcopy=no', 'wq'];
      const commands = script.flatMap((command) => ['-c', command]);
      // Without a terminal vim may answer 1 for a mere warning; what counts is the file.
      spawnSync('vim', ['-u', 'NONE', '-N', '-es', ...commands, config], { stdio: 'ignore' });
      expect(readFileSync(config, 'utf8')).toBe(text);
    },
  },
  'sed -i': {
    arrange: plainFile,
    save: ({ config }, text) => {
      writeFileSync(`${config}.next`, text);
      // "d" deletes each line of the old text, "r" puts the new one in the place of the first.
      execFileSync('sed', ['-i', '-e', `1r ${config}.next`, '-e', 'd', config]);
      expect(readFileSync(config, 'utf8')).toBe(text);
    },
  },
  'git reset --hard': {
    needs: 'git',
    arrange: repository,
    save: ({ config }, text) => {
      const folder = dirname(config);
      git(folder, ['reset', '--quiet', '--hard', commit(folder, text)]);
    },
  },
  'git checkout': {
    needs: 'git',
    arrange: repository,
    save: ({ config }, text) => {
      const folder = dirname(config);
      git(folder, ['checkout', '--quiet', commit(folder, text)]);
    },
  },
  'remove and create': {
    arrange: plainFile,
    save: ({ config }, text) => {
      unlinkSync(config);
      writeFileSync(config, text);
    },
  },
  'a ConfigMap whose ..data is swapped': {
    arrange: configMap,
    save: ({ config }, text) => rmSync(swapData(dirname(config), text), { recursive: true }),
  },
  'a ConfigMap whose old folder stays': {
    arrange: configMap,
    save: ({ config }, text) => {
      swapData(dirname(config), text);
    },
  },
  'a link pointed elsewhere, its old target stays': {
    arrange: (folder, text) => {
      const config = join(folder, 'streams.yaml');
      pointAt(config, revision(folder, text));
      return { config };
    },
    save: ({ config, folder }, text) => pointAt(config, revision(folder, text)),
  },
  'a linked folder pointed elsewhere (git-sync)': {
    arrange: (folder, text) => {
      pointAt(join(folder, 'current'), dirname(revision(folder, text)));
      return { config: join(folder, 'current', 'streams.yaml') };
    },
    save: ({ folder }, text) => pointAt(join(folder, 'current'), dirname(revision(folder, text))),
  },
  'the parent folder swapped by rename': {
    arrange: (folder, text) => {
      mkdirSync(join(folder, 'conf'));
      return plainFile(join(folder, 'conf'), text);
    },
    save: ({ config, folder }, text) => {
      renameSync(dirname(revision(folder, text)), join(folder, 'conf.new'));
      renameSync(dirname(config), join(folder, `conf.old-${nextNumber()}`));
      renameSync(join(folder, 'conf.new'), dirname(config));
    },
  },
  'a folder: rename over': {
    arrange: folderOfFiles,
    save: ({ config }, text) => replace(join(config, 'streams.yaml'), text),
  },
  'a folder: remove and create': {
    arrange: folderOfFiles,
    save: ({ config }, text) => {
      unlinkSync(join(config, 'streams.yaml'));
      writeFileSync(join(config, 'streams.yaml'), text);
    },
  },
  'a folder: under another name': {
    arrange: folderOfFiles,
    save: ({ config }, text) => {
      const [name = ''] = readdirSync(config);
      renameSync(join(config, name), join(config, `renamed-${nextNumber()}.yml`));
      const [renamed = ''] = readdirSync(config);
      writeFileSync(join(config, renamed), text);
    },
  },
  'a folder: git reset --hard': {
    needs: 'git',
    arrange: (folder, text) => ({ config: dirname(repository(folder, text).config) }),
    save: ({ config }, text) => git(config, ['reset', '--quiet', '--hard', commit(config, text)]),
  },
  'a folder: a ConfigMap whose ..data is swapped': {
    arrange: (folder, text) => ({ config: dirname(configMap(folder, text).config) }),
    save: ({ config }, text) => rmSync(swapData(config, text), { recursive: true }),
  },
  'a folder: its link pointed elsewhere (git-sync)': {
    arrange: (folder, text) => {
      const config = join(folder, 'current');
      pointAt(config, dirname(revision(folder, text)));
      return { config };
    },
    save: ({ config, folder }, text) => pointAt(config, dirname(revision(folder, text))),
  },
  'an included file, in place': {
    arrange: included,
    save: ({ folder }, text) => writeFileSync(join(folder, 'sites', 'only.yaml'), text),
  },
  'an included file, rename over': {
    arrange: included,
    save: ({ folder }, text) => replace(join(folder, 'sites', 'only.yaml'), text),
  },
  'a mounted folder, rename over': {
    needs: 'mounts',
    arrange: mountedFolder,
    save: ({ folder }, text) => replace(join(folder, 'outside', 'streams.yaml'), text),
  },
  'a mounted folder, in place': {
    needs: 'mounts',
    arrange: mountedFolder,
    save: ({ folder }, text) => writeFileSync(join(folder, 'outside', 'streams.yaml'), text),
  },
  'a single mounted file, in place': {
    needs: 'mounts',
    arrange: mountedFile,
    save: ({ folder }, text) => writeFileSync(join(folder, 'outside', 'streams.yaml'), text),
  },
  'in place, polled': {
    arrange: plainFile,
    runOptions: ['--poll', '200'],
    save: ({ config }, text) => writeFileSync(config, text),
  },
  'in place, told by SIGHUP': {
    arrange: plainFile,
    // Nothing but the signal would make it look within this test.
    runOptions: ['--poll', '86400000'],
    save: ({ config, process: running }, text) => {
      writeFileSync(config, text);
      running?.kill('SIGHUP');
    },
  },
};

const available: Record<NonNullable<Saving['needs']>, boolean> = {
  git: has('git'),
  vim: has('vim'),
  mounts: mayMount(),
};
for (const [what, isThere] of Object.entries(available)) {
  if (!isThere)
    console.warn(`SKIPPED: this machine or user has no ${what}, so some ways to save go untested`);
}

const SEED = 9;
const source = new SourceRouter();
let sourceUrl: string;
/** How many names were made. */
let names = 0;

beforeAll(async () => {
  sourceUrl = await source.start();
});

afterAll(async () => {
  await source.dispose();
});

describe.concurrent('a save is noticed, twice in a row, and touches only what it changes:', () => {
  for (const [how, { needs, runOptions = [], arrange, save }] of quickly(Object.entries(SAVINGS))) {
    it.skipIf(needs !== undefined && !available[needs])(how, async (context) => {
      const [first, second, third] = [
        fileWith({ kept: 'kept', changed: 'changed/1' }),
        fileWith({ kept: 'kept', changed: 'changed/2', added: 'added' }),
        fileWith({ kept: 'kept', added: 'added' }),
      ];
      const router = routerAt(context, (folder) => arrange(folder, first));
      await router.start(...runOptions);
      const before = await untilRunning(router, first, ['kept', 'changed']);

      save(router, second);
      const between = await untilRunning(router, second, ['kept', 'changed', 'added']);
      expect(between.get('kept')).toMatchObject({ pid: before.get('kept')?.pid, restarts: 0 });
      expect(between.get('changed')?.path).toBe('changed/2');
      expect(between.get('changed')?.pid).not.toBe(before.get('changed')?.pid);
      expect(isRunning(before.get('changed')?.pid ?? 0)).toBe(false);

      save(router, third);
      const after = await untilRunning(router, third, ['kept', 'added']);
      expect(after.get('kept')).toMatchObject({ pid: before.get('kept')?.pid, restarts: 0 });
      expect(after.get('added')).toMatchObject({ pid: between.get('added')?.pid, restarts: 0 });
      expect(isRunning(between.get('changed')?.pid ?? 0)).toBe(false);
    });
  }
});

describe.concurrent('a single mounted file that is replaced outside', () => {
  it.skipIf(!available.mounts)(
    'cannot be noticed: it is warned of, and nothing is harmed',
    async (context) => {
      const text = fileWith({ kept: 'kept' });
      const router = routerAt(context, (folder) => mountedFile(folder, text));
      await router.start();
      const before = await untilRunning(router, text, ['kept']);
      expect((await router.status())?.configuration.warning).toBeNull();

      replace(join(router.folder, 'outside', 'streams.yaml'), fileWith({ other: 'other' }));
      const pinned = await router.until(({ configuration }) => configuration.warning !== null);
      expect(pinned.configuration).toMatchObject({
        warning: expect.stringMatching(/mount the folder, not the file/),
        problem: null,
        liveHash: contentHash(text),
      });
      expect(pinned.streams).toMatchObject([
        { name: 'kept', phase: 'running', pid: before.get('kept')?.pid, restarts: 0 },
      ]);
      expect((await router.stop()).output).toContain('mount the folder, not the file');
    },
  );
});

/** A seeded half of them, and all in the soak. */
function quickly<T>(ways: readonly T[]): readonly T[] {
  if (process.env['KAZSTREAMLINK_SOAK']) return ways;
  const random = createRandom(SEED);
  return ways.filter(() => random.integer(2) === 0);
}

/** The context must be the test's own: of tests that run at one time Vitest cannot tell which one is speaking. */
function routerAt({ onTestFinished }: TestContext, arrange: (folder: string) => Layout): RouterAt {
  const router = new RouterAt(arrange);
  onTestFinished(() => router.dispose());
  return router;
}

function fileWith(paths: Readonly<Record<string, string>>): string {
  const streams = Object.entries(paths).map(
    ([name, path]) => `  ${name}:\n    source: ${sourceUrl}\n    path: ${path}\n`,
  );
  return `${FREE_PORTS}streams:\n${streams.join('')}`;
}

/** Resolves with the streams when this text is live and they, and no others, run. */
async function untilRunning(
  router: RouterAt,
  text: string,
  names: readonly string[],
): Promise<Map<string, StreamStatus>> {
  const { streams } = await router.until(
    ({ configuration, streams: now }) =>
      (configuration.files.length > 1 || configuration.liveHash === contentHash(text)) &&
      configuration.problem === null &&
      now.map(({ name }) => name).join() === names.join() &&
      now.every(({ reason, path }) => reason === 'Running' && text.includes(`path: ${path}\n`)),
  );
  return new Map(streams.map((stream) => [stream.name, stream]));
}

function plainFile(folder: string, text: string): Layout {
  const config = join(folder, 'streams.yaml');
  writeFileSync(config, text);
  return { config };
}

function folderOfFiles(folder: string, text: string): Layout {
  const config = join(folder, 'conf');
  mkdirSync(config);
  plainFile(config, text);
  return { config };
}

/** All that counts stands in another file. */
function included(folder: string, text: string): Layout {
  mkdirSync(join(folder, 'sites'));
  writeFileSync(join(folder, 'sites', 'only.yaml'), text);
  return plainFile(folder, 'include: sites/*.yaml\n');
}

function mountedFolder(folder: string, text: string): Layout {
  const [outside, inside] = [join(folder, 'outside'), join(folder, 'inside')];
  for (const made of [outside, inside]) mkdirSync(made);
  writeFileSync(join(outside, 'streams.yaml'), text);
  return { config: join(inside, 'streams.yaml'), mount: { from: outside, onto: inside } };
}

function mountedFile(folder: string, text: string): Layout {
  const { config } = mountedFolder(folder, text);
  writeFileSync(config, '');
  return { config, mount: { from: join(folder, 'outside', 'streams.yaml'), onto: config } };
}

/** What the kubelet makes: `streams.yaml -> ..data/streams.yaml`, `..data -> ..2024_1`. */
function configMap(folder: string, text: string): Layout {
  const volume = join(folder, 'volume');
  mkdirSync(volume);
  swapData(volume, text);
  const config = join(volume, 'streams.yaml');
  symlinkSync('..data/streams.yaml', config);
  return { config };
}

/** As the kubelet updates a ConfigMap. Gives the folder that `..data` led to before. */
function swapData(volume: string, text: string): string {
  const link = join(volume, '..data');
  const before = join(volume, existsSync(link) ? readlinkSync(link) : 'none');
  const now = `..2024_${nextNumber()}`;
  mkdirSync(join(volume, now));
  writeFileSync(join(volume, now, 'streams.yaml'), text);
  symlinkSync(now, join(volume, '..data_tmp'));
  renameSync(join(volume, '..data_tmp'), link);
  return before;
}

/** A new folder with the text in it; gives the path of the file. */
function revision(folder: string, text: string): string {
  const made = join(folder, `revision-${nextNumber()}`);
  mkdirSync(made);
  return plainFile(made, text).config;
}

/** Makes the link, or swaps it in one step. */
function pointAt(link: string, target: string): void {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function repository(folder: string, text: string): Layout {
  const work = join(folder, 'repository');
  mkdirSync(work);
  git(work, ['init', '--quiet']);
  git(work, ['reset', '--quiet', '--hard', commit(work, text)]);
  return { config: join(work, 'streams.yaml') };
}

/** A commit of this text, made without touching the work tree; gives its hash. */
function commit(work: string, text: string): string {
  const blob = git(work, ['hash-object', '-w', '--stdin'], text);
  const tree = git(work, ['mktree'], `100644 blob ${blob}\tstreams.yaml\n`);
  return git(work, ['commit-tree', tree, '-m', 'streams']);
}

function git(work: string, args: readonly string[], input = ''): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const options = { cwd: work, input, env: environment, encoding: 'utf8' } as const;
  return execFileSync('git', [...identity, ...args], options).trim();
}

function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function nextNumber(): number {
  names += 1;
  return names;
}
