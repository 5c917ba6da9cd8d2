/**
 * Translations by what is said in English. In a phrase `{name}` stands for a text that is kept as it is, such as a key of the file, and
 * `<name>` for another phrase, without which it is none.
 */
export class PhraseBook {
  readonly #plain: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];

  constructor(phrases: Readonly<Record<string, string>>) {
    const entries = Object.entries(phrases);
    this.#plain = new Map(entries.filter(([english]) => !PARAMETER.test(english)));
    this.#patterns = entries
      .filter(([english]) => PARAMETER.test(english))
      .map(patternOf)
      // What says more itself is meant rather.
      .sort((a, b) => b.ownLength - a.ownLength);
  }

  /** The translation; the text itself where there is none. */
  translate(english: string): string {
    // As a whole a parameter of a pattern might take in the next sentence.
    return this.#plain.get(english) ?? this.#findParts(english) ?? this.#find(english) ?? english;
  }

  #find(english: string): string | undefined {
    const plain = this.#plain.get(english);
    if (plain !== undefined) return plain;
    for (const { expression, translation } of this.#patterns) {
      const groups = expression.exec(english)?.groups;
      const filled = groups === undefined ? undefined : this.#fill(translation, groups);
      if (filled !== undefined) return filled;
    }
    return undefined;
  }

  /** Undefined when a phrase in it is not known. */
  #fill(translation: string, groups: Readonly<Record<string, string>>): string | undefined {
    let isKnown = true;
    const filled = translation.replace(PARAMETERS, (_whole, text?: string, inner?: string) => {
      if (text !== undefined) return groups[text] ?? '';
      const found = this.#find(groups[inner ?? ''] ?? '');
      isKnown &&= found !== undefined;
      return found ?? '';
    });
    return isKnown ? filled : undefined;
  }

  /** A problem with a capital letter and a full stop, and behind it what to do. */
  #findParts(english: string): string | undefined {
    for (let at = english.indexOf('. '); at !== -1; at = english.indexOf('. ', at + 1)) {
      const problem = english.slice(0, at);
      const found = this.#find(problem) ?? this.#find(problem.charAt(0).toLowerCase() + problem.slice(1));
      const remedy = this.#find(english.slice(at + 2));
      if (found !== undefined && remedy !== undefined)
        return `${found.charAt(0).toUpperCase()}${found.slice(1)}. ${remedy}`;
    }
    return undefined;
  }
}

interface Pattern {
  readonly expression: RegExp;
  readonly translation: string;
  /** Characters that are no parameters. */
  readonly ownLength: number;
}

/** A lower-case word, so that `${NAME}` and `{ anna: … }` of an example are none. */
const PARAMETER = /(?<!\$)\{([a-z]+)\}|<([a-z]+)>/;
const PARAMETERS = new RegExp(PARAMETER, 'g');

function patternOf([english, translation]: readonly [string, string]): Pattern {
  const own = english.replace(PARAMETERS, '');
  // What is between two parameters is text, and the parameters are groups of their names.
  const source = english
    .split(/((?<!\$)\{[a-z]+\}|<[a-z]+>)/)
    .map((part, index) => (index % 2 === 1 ? `(?<${part.slice(1, -1)}>.+?)` : escaped(part)))
    .join('');
  return { expression: new RegExp(`^${source}$`, 's'), translation, ownLength: own.length };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
