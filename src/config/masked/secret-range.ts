/** A part of a text, [start, end), that is a credential or could be one. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
  /** What it stands for as a part of a value; null where that cannot be told. */
  readonly value: string | null;
}
