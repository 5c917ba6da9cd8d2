/** What the name of a stream, or of a profile, is like. */
export const NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]*$';
export const MAX_NAME_LENGTH = 128;

/** Whether a stream can have that name: `..` is none, nor is what has a star. */
export function isStreamName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && NAME.test(text);
}

const NAME = new RegExp(NAME_PATTERN);
