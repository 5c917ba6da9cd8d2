/** What is to become of streams in the text of a configuration file: of all that are named, or of none. */
export type StreamEdit =
  | { readonly kind: 'add'; readonly streams: ReadonlyMap<string, StreamValues> }
  /** `unset` names keys that the streams are no longer to have. */
  | {
      readonly kind: 'set';
      readonly names: readonly string[];
      readonly values: StreamValues;
      readonly unset: readonly string[];
    }
  | { readonly kind: 'remove'; readonly names: readonly string[] };

/** The streams that an edit is about. */
export function namesOf(edit: StreamEdit): readonly string[] {
  return edit.kind === 'add' ? [...edit.streams.keys()] : edit.names;
}

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
