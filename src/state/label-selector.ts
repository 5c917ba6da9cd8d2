/**
 * Reads what selects streams by their labels: parts between commas that all have to hold, `key=value`, `key!=value`, `key` (has it) or
 * `!key` (has it not). Undefined for what is none.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const parts = text.split(',').map((part) => PART.exec(part.trim())?.groups);
  if (parts.some((groups) => groups === undefined)) return undefined;
  const requirements = parts.flatMap((groups): Requirement[] => {
    const { not, key = '', operator, value = null } = groups ?? {};
    return [{ key, value, isWanted: not === undefined && operator !== '!=' }];
  });
  return (labels) =>
    requirements.every(({ key, value, isWanted }) => {
      const has = Object.hasOwn(labels, key) && (value === null || labels[key] === value);
      return has === isWanted;
    });
}

/** Whether a stream with these labels is selected. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

interface Requirement {
  readonly key: string;
  /** Null: any. */
  readonly value: string | null;
  readonly isWanted: boolean;
}

const PART =
  /^(?:(?<not>!)\s*(?=[^=]*$))?(?<key>[A-Za-z_][A-Za-z0-9_.-]*)(?:\s*(?<operator>==?|!=)\s*(?<value>.{0,128}))?$/;
