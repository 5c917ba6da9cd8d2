import type { PlainValue, StreamValues } from '../edit/stream-edit.js';

/**
 * Takes the credentials out of sources: each becomes a reference to a variable of its own, named after its stream. What can be told of an
 * address are the password and the values of parameters with telling names; of a stream key of RTMP nobody can tell that it is one.
 */
export class SecretVariables {
  readonly #known: ReadonlyMap<string, string>;
  readonly #added = new Map<string, string>();

  /** @param known variables that there are already, by name */
  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known;
  }

  /** Variables that are new, with their values as they stand in an address: percent-encoded, so that no shell or file needs quotes. */
  get added(): ReadonlyMap<string, string> {
    return this.#added;
  }

  takeOut(name: string, values: StreamValues): StreamValues {
    const { source } = values;
    if (source === undefined) return values;
    const taken = (one: PlainValue): PlainValue =>
      typeof one === 'string' ? this.#withoutSecrets(name, one) : one;
    return { ...values, source: isList(source) ? source.map(taken) : taken(source) };
  }

  #withoutSecrets(name: string, url: string): string {
    return url.replace(SECRET, (whole: string, before: string, secret: string) =>
      secret.includes('${') ? whole : `${before}\${${this.#variableFor(name, secret)}}`,
    );
  }

  #variableFor(name: string, secret: string): string {
    const value = harmless(secret);
    const base = `${name
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^(?=\d)/, '_')
      .toUpperCase()}_PASSWORD`;
    let variable = base;
    for (let number = 2; ; number += 1) {
      const there = this.#added.get(variable) ?? this.#known.get(variable);
      if (there === value) return variable;
      if (there === undefined) break;
      variable = `${base}_${number}`;
    }
    this.#added.set(variable, value);
    return variable;
  }
}

/** Whether an address holds one in the open. */
export function holdsSecret({ source }: StreamValues): boolean {
  const sources = source !== undefined && isList(source) ? source : [source];
  return sources.some(
    (one) =>
      typeof one === 'string' &&
      [...one.matchAll(SECRET)].some(([, , secret = '']) => !secret.includes('${')),
  );
}

/** The variables of a file with a `NAME=value` a line, as Docker, systemd and shells read it. */
export function variablesIn(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line));
  return new Map(
    lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', (match[2] ?? '').trim()]])),
  );
}

const SECRET =
  /(:\/\/[^:@/?#]*:|[?&](?:pass(?:word|wd)?|pwd|token|access_?token|key|streamkey|secret|auth|sig(?:nature)?)=)((?:\$\{[^}]*\}|[^@&/?#])+)(?=@|&|$)/gi;

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** Means the same in an address. */
function harmless(secret: string): string {
  return secret.replace(/[^A-Za-z0-9._~%-]/g, (character) =>
    encodeURIComponent(character) === character
      ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : encodeURIComponent(character),
  );
}
