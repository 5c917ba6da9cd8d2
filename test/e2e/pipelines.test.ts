import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contentHash } from '../../src/config/configuration-state.js';
import { CommentServer } from './support/comment-server.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { type DoneStep, runGithubJob, runGitlabJob, runnerEnvironment } from './support/pipeline.js';
import { ROOT } from './support/root.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

/*
 * The workflows of deploy/ci as a pipeline runs them: their own steps, in checkouts of a real repository, against a real router that plays a
 * real stream and follows its branch by "git pull". Only the services that comments are written to are stood in for.
 */

const WORKFLOW = join(ROOT, 'deploy', 'ci', 'github-workflow.yaml');
const GITLAB = join(ROOT, 'deploy', 'ci', 'gitlab-ci.yaml');

const BASE = `${FREE_PORTS}streams:
  gate:
    source: push:live/gate
  spare:                       # its password is nowhere but on the router's machine
    source: "rtmp://camera:\${CAMERA_PASSWORD}@127.0.0.1:1/live/spare"
    enabled: false
`;
const GOOD = BASE.replace('streams:\n', 'streams:\n  yard:\n    source: push:live/gate\n');
const BAD = GOOD.replace('source: push:live/gate\n  gate', 'sorce: push:live/gate\n  gate');

let router: TestRouter;
let environment: Record<string, string>;
let comments: CommentServer;
let commentsUrl: string;
let publisher: Publisher | undefined;

beforeEach(async () => {
  router = new TestRouter(BASE);
  router.environment = { CAMERA_PASSWORD: 'hunter2' };
  environment = runnerEnvironment(router.folder);
  comments = new CommentServer();
  commentsUrl = await comments.listen();
  await git('.', 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  await git('.', 'clone', '--quiet', 'origin.git', 'developer');
  await git('developer', 'switch', '--quiet', '--create', 'main');
  await commit(BASE, 'One camera');
  await git('developer', 'push', '--quiet', 'origin', 'main');
});

afterEach(async () => {
  await end(publisher);
  publisher = undefined;
  comments.close();
  await router.dispose();
});

describe('the GitHub workflow', () => {
  it('fails a bad pull request with annotations', async () => {
    const done = await review(BAD);
    expect(done.map(({ name, exitCode }) => [name, exitCode])).toEqual([
      ['Install', 0],
      ['Validate', 1],
    ]);
    const line = BAD.split('\n').findIndex((text) => text.includes('sorce')) + 1;
    expect(done[1]?.stdout.split('\n')).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^::error file=streams\\.yaml,line=${line},col=5,endColumn=10,title=unknown-key::.*source`,
        ),
      ),
    );
    expect(comments.requests).toEqual([]);
  });

  it('shows the plan of a good one, in one comment', async () => {
    const done = await review(GOOD);
    expect(done.map(({ name, exitCode }) => [name, exitCode])).toEqual([
      ['Install', 0],
      ['Validate', 0],
      ['Plan', 0],
      ['Comment', 0],
    ]);
    const summary = readFileSync(environment['GITHUB_STEP_SUMMARY'] ?? '', 'utf8');
    expect(summary).toContain('**1 to start.**');
    expect(summary).toContain('| ➕ start | `yard` | `push:live/gate → embedded/yard` |');
    expect(comments.comments.map(({ body }) => body)).toEqual(['Looks good to me.', summary]);
    expect(comments.requests).toContainEqual({
      method: 'POST',
      path: '/repos/acme/cameras/issues/12/comments',
      credential: 'Bearer t0ken',
    });

    await review(GOOD.replace('push:live/gate\n  gate', 'push:live/other\n  gate'));
    expect(comments.comments).toHaveLength(2);
    expect(comments.comments[1]?.body).toContain('`push:live/other → embedded/yard`');
    // What nothing changes is told as well.
    await review(BASE.replace('nowhere but', 'only'));
    expect(comments.comments[1]?.body).toContain('**No changes:**');
  });

  it('compares with nothing where the file is new', async () => {
    await git('developer', 'rm', '--quiet', 'streams.yaml');
    await git('developer', 'commit', '--quiet', '--message', 'No streams yet');
    await git('developer', 'push', '--quiet', 'origin', 'main');
    const done = await review(BASE);
    expect(done.at(-1)).toMatchObject({ name: 'Comment', exitCode: 0 });
    expect(comments.comments[1]?.body).toMatch(/Against nothing[\s\S]*➕ start \| `gate`/);
  });

  it('waits with a roll-out until the router has it live and all streams run', async () => {
    const url = await startRouter();
    const revision = await merge(GOOD);
    const rollOut = roll('roll-out', url);
    // Until the machine of the router follows, what runs there is the content before.
    expect((await router.status())?.configuration.liveHash).toBe(contentHash(BASE));
    await git('machine', 'pull', '--quiet');
    const done = await rollOut;
    expect(done.map(({ name, exitCode }) => [name, exitCode])).toEqual([
      ['Install', 0],
      ['Wait until it is live and all streams run', 0],
    ]);
    const status = await router.status();
    expect(status?.configuration.liveHash).toBe(contentHash(GOOD));
    expect(status?.streams.filter(({ phase }) => phase === 'running').map(({ name }) => name)).toEqual([
      'yard',
      'gate',
    ]);

    const { configuration } = await router.until(({ configuration: { revision: now } }) => now === revision);
    const hash = contentHash(GOOD);
    expect(configuration).toMatchObject({ liveHash: hash, revision });
    expect((await router.command('status')).stdout).toContain(`${hash}, revision ${revision.slice(0, 12)}`);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(`kazstreamlink_config_info{hash="${hash}",revision="${revision}"} 1`);
  });

  it('tells with a failed roll-out what does not run', async () => {
    const url = await startRouter();
    await merge(`${BASE}  away:\n    source: rtmp://127.0.0.1:1/live/away\n`);
    await git('machine', 'pull', '--quiet');
    environment['TIMEOUT'] = '3s';
    const done = await roll('roll-out', url);
    expect(done.map(({ exitCode }) => exitCode)).toEqual([0, 3, 3]);
    expect(done[1]?.all).toContain('Not running: away (SourceRefused).');
    expect(done[2]?.stdout).toMatch(/gate +running[\s\S]*away +backoff[\s\S]*SourceRefused: /);
    expect(JSON.stringify(done)).not.toContain('hunter2');
  });
});

describe('the GitLab jobs', () => {
  it('fail a bad merge request with a report for its lines', async () => {
    const checkout = await mergeRequest(BAD);
    const done = await runGitlabJob(GITLAB, 'streams-review', { checkout, environment });
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toMatch(/streams\.yaml:\d+:5: error: "sorce" is not known here/);
    const report = JSON.parse(readFileSync(join(checkout, 'gl-code-quality-report.json'), 'utf8')) as unknown;
    const begin = BAD.split('\n').findIndex((text) => text.includes('sorce')) + 1;
    expect(report).toContainEqual({
      description: expect.stringContaining('Did you mean "source"?'),
      check_name: 'unknown-key',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'blocker',
      location: { path: 'streams.yaml', lines: { begin } },
    });
  });

  it('show the plan of a good one, in one note', async () => {
    for (const text of [GOOD, GOOD.replace('yard', 'court')]) {
      const checkout = await mergeRequest(text);
      const done = await runGitlabJob(GITLAB, 'streams-review', { checkout, environment });
      expect(done).toMatchObject({ exitCode: 0 });
      expect(comments.comments[1]?.body).toBe(readFileSync(join(checkout, 'plan.md'), 'utf8'));
    }
    expect(comments.comments).toHaveLength(2);
    expect(comments.comments[1]?.body).toContain('| ➕ start | `court` |');
    expect(comments.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'PUT']);
    expect(comments.requests.every(({ credential }) => credential === 'n0te')).toBe(true);
  });

  it('wait with a roll-out until all streams run', async () => {
    const url = await startRouter();
    await merge(GOOD);
    await git('machine', 'pull', '--quiet');
    const checkout = await runner('main');
    const done = await runGitlabJob(GITLAB, 'streams-roll-out', {
      checkout,
      environment: { ...environment, KAZSTREAMLINK_URL: url },
    });
    expect(done.stdout).toContain(`The content ${contentHash(GOOD)} is live and all enabled streams run.`);
    expect(done.exitCode).toBe(0);
  });
});

describe('the pre-commit hook', () => {
  it('lets no broken file be committed', async () => {
    const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as [Hook];
    expect(hook).toMatchObject({ language: 'node', pass_filenames: false });
    expect('streams.yaml').toMatch(new RegExp(hook.files));
    // What pre-commit makes of it: the package is installed, and its entry is called where a file is staged that it is for.
    await execa('npm', ['install', '--global', ROOT], { env: environment });
    const script = `#!/bin/sh\ngit diff --cached --name-only | grep -qE '${hook.files}' || exit 0\nexec ${hook.entry}\n`;
    writeFileSync(join(router.folder, 'developer', '.git', 'hooks', 'pre-commit'), script, { mode: 0o755 });

    const before = await git('developer', 'rev-parse', 'HEAD');
    await expect(commit(BAD, 'Broken')).rejects.toThrow(/"sorce" is not known here[\s\S]*Did you mean/);
    expect(await git('developer', 'rev-parse', 'HEAD')).toBe(before);
    await commit(GOOD, 'Mended');
    expect(await git('developer', 'log', '--format=%s', '-1')).toBe('Mended');
  });

  it.runIf(process.env['KAZSTREAMLINK_SOAK'] !== undefined)(
    'does so by pre-commit itself, which builds it from its repository',
    async () => {
      const { folder } = router;
      await execa('python3', ['-m', 'venv', join(folder, 'venv')]);
      await execa(join(folder, 'venv', 'bin', 'pip'), ['install', '--quiet', 'pre-commit==4.7.0']);
      const env = { ...environment, PRE_COMMIT_HOME: join(folder, 'pre-commit') };
      const rev = await git(ROOT, 'rev-parse', 'HEAD');
      const example = readFileSync(join(ROOT, 'deploy', 'ci', 'pre-commit-config.yaml'), 'utf8');
      const config = example.replace(/(?<=repo: ).*/, ROOT).replace(/(?<=rev: ).*/, rev);
      writeFileSync(join(folder, 'developer', '.pre-commit-config.yaml'), config);
      const run = async (text: string): Promise<{ exitCode?: number | undefined; stdout: string }> => {
        writeFileSync(join(folder, 'developer', 'streams.yaml'), text);
        await git('developer', 'add', '.');
        const program = join(folder, 'venv', 'bin', 'pre-commit');
        return execa(program, ['run'], { cwd: join(folder, 'developer'), env, reject: false });
      };
      const bad = await run(BAD);
      expect(bad.stdout).toMatch(/validate streams\.yaml\.+Failed[\s\S]*"sorce" is not known here/);
      expect(bad.exitCode).toBe(1);
      expect(await run(GOOD)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Passed') });
    },
    600_000,
  );
});

interface Hook {
  readonly entry: string;
  readonly files: string;
}

/** The review of a pull request that makes the file this. */
async function review(text: string): Promise<DoneStep[]> {
  await propose(text);
  const checkout = await runner('main');
  // GitHub gives a pull request as it would be merged.
  await git(checkout, 'merge', '--quiet', '--no-ff', '--no-edit', 'origin/proposal');
  rmSync(join(router.folder, 'temp'), { recursive: true });
  rmSync(environment['GITHUB_STEP_SUMMARY'] ?? '', { force: true });
  mkdirSync(environment['RUNNER_TEMP'] ?? '');
  return runGithubJob(WORKFLOW, 'review', {
    checkout,
    environment,
    expressions: {
      'github.event.pull_request.head.repo.full_name == github.repository': 'true',
      'github.api_url': commentsUrl,
      'github.repository': 'acme/cameras',
      'github.event.pull_request.number': '12',
      'github.token': 't0ken',
    },
  });
}

async function roll(job: string, url: string): Promise<DoneStep[]> {
  const checkout = await runner('main');
  const expressions = { 'vars.KAZSTREAMLINK_URL': url, 'secrets.KAZSTREAMLINK_TOKEN': '' };
  return runGithubJob(WORKFLOW, job, { checkout, environment, expressions });
}

async function mergeRequest(text: string): Promise<string> {
  await propose(text);
  const checkout = await runner('proposal');
  Object.assign(environment, {
    CI_MERGE_REQUEST_DIFF_BASE_SHA: await git('developer', 'rev-parse', 'origin/main'),
    CI_API_V4_URL: commentsUrl,
    CI_PROJECT_ID: '3',
    CI_MERGE_REQUEST_IID: '12',
    NOTE_TOKEN: 'n0te',
  });
  return checkout;
}

/** A router whose file is in a checkout, with a camera that pushes to it. Answers its address. */
async function startRouter(): Promise<string> {
  await git('.', 'clone', '--quiet', 'origin.git', 'machine');
  const { listeners } = await router.start('--config', join(router.folder, 'machine', 'streams.yaml'));
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/gate`);
  await router.untilStream('gate', 'running');
  return `http://${listeners.http.address}`;
}

/** A branch "proposal" that makes the file this. */
async function propose(text: string): Promise<void> {
  await git('developer', 'switch', '--quiet', '--force-create', 'proposal', 'origin/main');
  await commit(text, 'A proposal');
  await git('developer', 'push', '--quiet', '--force', 'origin', 'proposal');
}

/** Brings the file into the main branch; answers the revision. */
async function merge(text: string): Promise<string> {
  await propose(text);
  await git('developer', 'push', '--quiet', 'origin', 'proposal:main');
  return git('developer', 'rev-parse', 'HEAD');
}

/** A fresh checkout of a branch, as a runner has it. */
async function runner(branch: string): Promise<string> {
  const checkout = join(router.folder, 'runner');
  rmSync(checkout, { recursive: true, force: true });
  await git('.', 'clone', '--quiet', '--branch', branch, 'origin.git', 'runner');
  return checkout;
}

async function commit(text: string, message: string): Promise<void> {
  writeFileSync(join(router.folder, 'developer', 'streams.yaml'), text);
  await git('developer', 'add', '.');
  await git('developer', 'commit', '--quiet', '--message', message);
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const cwd = folder.startsWith('/') ? folder : join(router.folder, folder);
  return (await execa('git', args, { cwd, env: environment })).stdout;
}
