import type { Diagnostic } from '../state/diagnostic.js';
import { outputOf } from '../state/stream.js';
import { fitOf, type StreamPattern } from '../state/stream-pattern.js';
import type { Places } from './places.js';
import type { RawConfiguration } from './raw-configuration.js';
import { valueProblem } from './value-problem.js';

/** Stars that stand where there can be none, or lack where there has to be one: a name with a star is a pattern. */
export function checkStars(places: Places, { streams }: RawConfiguration): Diagnostic[] {
  return Object.entries(streams).flatMap(([name, { source: from, path }]): Diagnostic[] => {
    const place = ['streams', name];
    const sources = typeof from === 'string' ? [from] : from;
    if (!name.includes('*')) {
      const starred = sources.findIndex((text) => text.startsWith('push:') && text.includes('*'));
      const at = typeof from === 'string' ? ['source'] : ['source', `${starred}`];
      return [
        ...(starred === -1 ? [] : [noStar(places, [...place, ...at])]),
        ...(path?.includes('*') === true ? [noStar(places, [...place, 'path'])] : []),
      ];
    }
    const [first = '', ...others] = sources;
    const isPattern = others.length === 0 && first.startsWith('push:') && starsIn(first) === 1;
    return [
      ...(isPattern ? [] : [noPattern(places, [...place, 'source'])]),
      ...(path === undefined || starsIn(path) === 1 ? [] : [oneStar(places, [...place, 'path'])]),
    ];
  });
}

/** Patterns that one publisher fits without one being the more specific, or of which two publishers would make one and the same. */
export function checkPatterns(places: Places, patterns: readonly StreamPattern[]): Diagnostic[] {
  return patterns.flatMap((pattern, index) => {
    for (const other of patterns.slice(0, index)) {
      const conflict = conflictOf(pattern, other);
      if (conflict !== null) return [conflictBetween(places, pattern, other, conflict)];
    }
    return [];
  });
}

function conflictOf(a: StreamPattern, b: StreamPattern): string | null {
  const fit = fitOf(a.source, b.source);
  if (fit === 'same' || fit === 'crossing')
    return 'the same publisher can fit both, and neither is more specific';
  const [outputA, outputB] = [outputOf(a.template), outputOf(b.template)];
  if (fitOf(outputA, outputB) !== 'apart' && !isAligned(fit, a.source, b.source, outputA, outputB))
    return 'two publishers can come to one and the same path by them';
  if (fitOf(a.name, b.name) !== 'apart' && !isAligned(fit, a.source, b.source, a.name, b.name))
    return 'two publishers can come to one and the same name by them';
  return null;
}

/** Whether the one is a part of the other in what comes of it just as in what it comes from: then only one of the two takes it. */
function isAligned(
  fit: 'narrower' | 'wider' | 'apart',
  a: string,
  b: string,
  toA: string,
  toB: string,
): boolean {
  if (fit === 'apart') return false;
  const [narrow, wide, toNarrow, toWide] = fit === 'narrower' ? [a, b, toA, toB] : [b, a, toB, toA];
  const [before = '', after = ''] = wide.split('*');
  const star = narrow.slice(before.length, narrow.length - after.length);
  return toNarrow === toWide.replace('*', () => star);
}

function starsIn(text: string): number {
  return text.split('*').length - 1;
}

function noStar(places: Places, place: readonly string[]): Diagnostic {
  return valueProblem(
    places,
    place,
    'here stands a "*", but the name of the stream has none',
    'Write a "*" into the name too, such as "drone-*", for a stream of whoever publishes there; or write it out.',
  );
}

function noPattern(places: Places, place: readonly string[]): Diagnostic {
  return valueProblem(
    places,
    place,
    'a name with a "*" needs a single source with a "*" that is pushed to',
    'Write one such as push:live/drone-*, or take the "*" out of the name.',
  );
}

function oneStar(places: Places, place: readonly string[]): Diagnostic {
  return valueProblem(
    places,
    place,
    'the path of a name with a "*" has one "*" as well, or all of them would have one path',
    'Write one such as drones/*, or leave it out: then it is the name.',
  );
}

function conflictBetween(
  places: Places,
  { name }: StreamPattern,
  { name: other }: StreamPattern,
  what: string,
): Diagnostic {
  return {
    code: 'pattern-conflict',
    severity: 'error',
    message: `"${name}" and "${other}": ${what}`,
    remedy: 'Make one of the two sources more specific, and the paths different.',
    place: places.placeOfPath(['streams', name], 'key'),
    related: { message: `"${other}"`, place: places.placeOfPath(['streams', other], 'key') },
  };
}
