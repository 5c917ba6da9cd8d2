/** One option of FFmpeg that a configuration may give by itself. */
export interface AllowedOption {
  /** As it is written, with the dash. */
  readonly name: string;
  /** What its values look like. */
  readonly value: RegExp;
  readonly example: string;
  /** What it is good for. */
  readonly reason: string;
  /** Its value can be a credential, and is never shown. */
  readonly isSecret: boolean;
  /** The inputs that know it; null: all. FFmpeg ends at an option that its input does not know. */
  readonly schemes: readonly string[] | null;
}

export function option(
  name: string,
  value: RegExp,
  example: string,
  reason: string,
  schemes: readonly string[] | null = null,
): AllowedOption {
  return { name, value, example, reason, isSecret: false, schemes };
}

export function secretOption(...parameters: Parameters<typeof option>): AllowedOption {
  return { ...option(...parameters), isSecret: true };
}

export const SWITCH = /^[01]$/;
export const NUMBER = /^-?\d{1,12}(?:\.\d{1,6})?$/;
export const WORD = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Such as `+genpts+discardcorrupt`. */
export const FLAGS = /^[+-]?[a-z0-9_]{1,32}(?:[+-][a-z0-9_]{1,32}){0,15}$/;
