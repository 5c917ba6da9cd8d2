import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';

/**
 * Finds FFmpeg and asks for its version. `command` is a path or a name that is looked for on PATH.
 * Answers a problem in one sentence when it is missing or cannot run.
 * @param option by which it can be named
 */
export async function findFfmpeg(
  command: string,
  option: string,
  environment: NodeJS.ProcessEnv,
): Promise<FoundFfmpeg | FfmpegProblem> {
  const path = locate(command, environment);
  if (path === undefined) {
    const where = command.includes('/') ? 'is not there or not executable' : 'was not found on PATH';
    return { problem: `FFmpeg (${command}) ${where}.`, remedy: remedyBy(option) };
  }
  const result = await execa(path, ['-hide_banner', '-version'], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  const version = /^ffmpeg version (\S+)/.exec(result.stdout)?.[1];
  if (version === undefined) {
    return { problem: `${path} does not answer "-version" as FFmpeg does.`, remedy: remedyBy(option) };
  }
  return { path, version };
}

export interface FoundFfmpeg {
  /** Absolute. */
  readonly path: string;
  /** As it names itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
}

export interface FfmpegProblem {
  readonly problem: string;
  readonly remedy: string;
}

function remedyBy(option: string): string {
  return `Install it (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg), or name it with ${option} PATH.`;
}

function locate(command: string, environment: NodeJS.ProcessEnv): string | undefined {
  const candidates = command.includes('/')
    ? [resolve(command)]
    : (environment['PATH'] ?? '')
        .split(delimiter)
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, command));
  return candidates.find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not for us: the search goes on
  }
}
