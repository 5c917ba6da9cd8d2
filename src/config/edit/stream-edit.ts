/** What is to become of one stream in the text of a configuration file. */
export type StreamEdit =
  | { readonly kind: 'add'; readonly name: string; readonly values: StreamValues }
  /** Several at once; `name` is that of the first. */
  | {
      readonly kind: 'add-all';
      readonly name: string;
      readonly streams: ReadonlyMap<string, StreamValues>;
    }
  /** `unset` names keys that the stream is no longer to have. */
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly values: StreamValues;
      readonly unset: readonly string[];
    }
  | { readonly kind: 'remove'; readonly name: string };

/** Values by key of a stream, as plain data. */
export type StreamValues = Readonly<Record<string, PlainValue>>;

export type PlainValue =
  | string
  | number
  | boolean
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

export type EditedText = { readonly ok: true; readonly text: string } | EditProblem;

/** Why there is no edited text, in a sentence with a full stop, and what to do. Holds no credential. */
export interface EditProblem {
  readonly ok: false;
  readonly problem: string;
  readonly remedy: string;
}

/** Thrown inside this folder where a text cannot be edited; `applyEdit` answers it as a problem. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
  readonly remedy: string;

  constructor(problem: string, remedy: string) {
    super(problem);
    this.remedy = remedy;
  }
}
