import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';

function read(streams: string): string[] {
  const answer = readConfiguration('f', `version: 1\nstreams:\n${streams}`);
  if (!answer.ok) return answer.diagnostics.map(({ code, place }) => `${place.line}:${place.column} ${code}`);
  return answer.desired.patterns.map(({ name, source, template }) => `${name} ${source} ${template.path}`);
}

it.each([
  ['  "drone-*": { source: "push:live/drone-*", path: "drones/*" }', ['drone-* live/drone-* drones/*']],
  ['  drone-*: { source: push:live/drone-* }', ['drone-* live/drone-* drone-*']],
  ['  "*": { source: "push:live/*" }', ['* live/* *']],
  ['  "a*": { source: "push:a*", enabled: false }', []],
  ['  a: { source: "push:live/*" }', ['3:16 invalid-value']],
  ['  a: { source: [push:x, "push:live/*"] }', ['3:25 invalid-value']],
  ['  a: { source: push:x, path: "b/*" }', ['3:30 invalid-value']],
  ['  a*: { source: push:x }', ['3:17 invalid-value']],
  ['  a*: { source: "rtmp://h/live/*" }', ['3:17 invalid-value']],
  ['  a*: { source: ["push:a*", push:b] }', ['3:17 invalid-value']],
  ['  a*: { source: "push:a*/*" }', ['3:17 invalid-value']],
  ['  a*: { source: "push:a*", path: b }', ['3:34 invalid-value']],
  ['  a*b*: { source: "push:a*" }', ['3:3 invalid-value']],
  ['  a*: { source: "push:x*" }\n  b*: { source: "push:x*" }', ['4:3 pattern-conflict']],
  ['  a*: { source: "push:x*" }\n  b*: { source: "push:*y" }', ['4:3 pattern-conflict']],
  [
    '  a*: { source: "push:a*", path: "p/*" }\n  b*: { source: "push:b*", path: "p/*" }',
    ['4:3 pattern-conflict'],
  ],
  ['  a*: { source: "push:x/*" }\n  aa*: { source: "push:y/*" }', ['4:3 pattern-conflict']],
  [
    '  d-*: { source: "push:d-*", path: "d/*" }\n  d-big-*: { source: "push:d-big-*", path: "d/big-*" }',
    ['d-* d-* d/*', 'd-big-* d-big-* d/big-*'],
  ],
  [
    '  d-*: { source: "push:d-*", path: "d/*" }\n  d-big-*: { source: "push:d-big-*", path: "big/*" }',
    ['d-* d-* d/*', 'd-big-* d-big-* big/*'],
  ],
  [
    '  d-*: { source: "push:d-*", path: "d/*" }\n  big-*: { source: "push:d-big-*", path: "d/*" }',
    ['4:3 pattern-conflict'],
  ],
])('%s', (streams, expected) => {
  expect(read(streams)).toEqual(expected);
});

it('is an entry by which it is found, also while it is off', () => {
  const text = 'version: 1\nstreams:\n  a*: { source: "push:a*", enabled: false, labels: { kind: x } }\n';
  const found = readConfiguration('f', text);
  expect(found.ok && found.entries.get('a*')).toMatchObject({ enabled: false, labels: { kind: 'x' } });
  expect(found.ok && found.desired.patterns).toEqual([]);
});
