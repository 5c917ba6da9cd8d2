import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** Colours where they can be seen: on a terminal, unless NO_COLOR is set (no-color.org); FORCE_COLOR asks for them. */
export function colours(stream: NodeJS.WriteStream): Colours {
  return wantsColour(stream) ? PAINTED : PLAIN;
}

export interface Colours {
  error(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Says why a command cannot do its work, and what to do. */
export function printProblem(problem: string, remedy: string): void {
  const { error, strong } = colours(process.stderr);
  process.stderr.write(`${error('kazstreamlink:')} ${problem}\n  ${strong('→')} ${remedy}\n`);
}

function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0';
  return (stream as Partial<WriteStream>).isTTY === true && process.env['TERM'] !== 'dumb';
}

const PLAIN: Colours = {
  error: (text) => text,
  good: (text) => text,
  warn: (text) => text,
  strong: (text) => text,
  faint: (text) => text,
};

function painted(style: Parameters<typeof styleText>[0]): (text: string) => string {
  return (text) => styleText(style, text, { validateStream: false });
}

const PAINTED: Colours = {
  error: painted('red'),
  good: painted('green'),
  warn: painted('yellow'),
  strong: painted('bold'),
  faint: painted('dim'),
};
