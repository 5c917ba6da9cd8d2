import { existsSync, readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';

/** What can be told of the Dockerfile without building it; that is done by "npm run test:image". */
const text = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, '');
const instructions = text.split('\n').flatMap((line) => {
  const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  return name === undefined || rest === undefined ? [] : [{ name, rest }];
});
const all = (name: string): string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
const stages = all('FROM').map((from) => / AS (\S+)$/.exec(from)?.[1] ?? '');
const { version, bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  bin: Record<string, string>;
};

describe('the Dockerfile', () => {
  it('copies what is there and what the context holds', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = all('COPY')
      .filter((copy) => !copy.startsWith('--from'))
      .flatMap((copy) => copy.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(source), source).toBe(true);
      expect(allowed, source).toContain(source.split('/')[0]);
    }
  });

  it('names stages that there are, each of the one base or of another stage', () => {
    expect(stages).toContain('full');
    expect(stages.at(-1)).toBe('slim');
    const from = all('COPY').flatMap((copy) => /^--from=(\S+)/.exec(copy)?.[1] ?? []);
    for (const stage of from) expect(stages).toContain(stage);
    const roots = ['${BASE}', 'scratch', ...stages];
    for (const image of all('FROM')) expect(roots).toContain(image.split(' ')[0]);
  });

  it('pins its base and the source of FFmpeg', () => {
    const [base, ffmpeg] = all('ARG');
    expect(base).toMatch(/^BASE=\S+\/node:24\.\d+\.\d+-trixie-slim$/);
    expect(ffmpeg).toMatch(/^FFMPEG_VERSION=7:7\.1\.\d+-\S+$/);
  });

  it('runs as a user without rights, with the program of the package', () => {
    expect(all('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(text).toContain(`/opt/kazstreamlink/${bin['kazstreamlink']} /usr/local/bin/kazstreamlink`);
    expect(text).toContain(`org.opencontainers.image.version="${version}"`);
    expect(all('HEALTHCHECK')[0]).toMatch(/CMD \["kazstreamlink", "health"\]$/);
  });

  it('sets variables that the program knows', () => {
    const source =
      readFileSync('src/main.ts', 'utf8') + readFileSync('src/config/default-listener.ts', 'utf8');
    const variables = [...text.matchAll(/(KAZSTREAMLINK_\w+)=/g)].map(([, name]) => name);
    expect(variables).toHaveLength(5);
    for (const name of variables) expect(source).toContain(`'${name}'`);
  });
});

describe.each(['docker/fetch-ffmpeg.sh', 'docker/build-ffmpeg.sh'])('%s', (script) => {
  it('is a script of a plain shell, and tells how it is called', () => {
    expect(execaSync('sh', ['-n', script]).exitCode).toBe(0);
    const { exitCode, stderr } = execaSync('sh', [script], { reject: false });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^usage: /)]);
  });
});
