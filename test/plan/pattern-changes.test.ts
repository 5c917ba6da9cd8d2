import { expect, it } from 'vitest';
import { renderPlan } from '../../src/plan/describe-plan.js';
import { type KnownPattern, patternChanges } from '../../src/plan/pattern-changes.js';
import { renderPlanMarkdown } from '../../src/plan/plan-markdown.js';
import { specHash } from '../../src/state/stream.js';
import type { StreamPattern } from '../../src/state/stream-pattern.js';
import { spec } from '../state-samples.js';

const DRONES = pattern('drone-*', 'drones/*');
const BIG = pattern('big-*', 'big/*');

function pattern(name: string, path: string, holdMs = 60_000): StreamPattern {
  const base = spec(name, { path, sources: [{ kind: 'push', path: `live/${name}` }] });
  return {
    name,
    source: `live/${name}`,
    template: { ...base, policy: { ...base.policy, holdMs } },
  };
}

function known({ name, template }: StreamPattern): KnownPattern {
  return { name, specHash: specHash(template), template };
}

it('shows patterns that come, go or say something else', () => {
  expect(patternChanges([known(DRONES), known(BIG)], [BIG, DRONES])).toEqual([]);
  const changes = patternChanges(
    [known(DRONES), known(pattern('old-*', 'old/*')), known(pattern('slow-*', 's/*'))],
    [BIG, pattern('drone-*', 'uav/*'), pattern('slow-*', 's/*', 5_000)],
  );
  expect(renderPlan(changes)).toBe(
    `% big-*    new pattern: push:live/big-* → embedded/big/*
% drone-*  pattern changes: path: drones/* → uav/*
% old-*    pattern goes: it is no longer in the file, or disabled
% slow-*   pattern changes: hold: 1m → 5s

4 patterns change.`,
  );
  const title = { file: 'streams.yaml', hash: 'abc', against: 'Against nothing.', held: null };
  expect(renderPlanMarkdown(changes.slice(0, 1), title)).toContain(
    '**1 pattern changes.**\n\n| | Stream | What happens and why |\n|---|---|---|\n| 🧩 pattern | `big-*` | `new pattern: push:live/big-* → embedded/big/*` |',
  );
});

it('tells a change also where only the hash of what was before is known', () => {
  const before = { ...known(DRONES), template: null };
  expect(patternChanges([before], [DRONES])).toEqual([]);
  expect(renderPlan(patternChanges([before], [pattern('drone-*', 'uav/*')]))).toContain(
    '% drone-*  pattern changes: it says something else\n',
  );
});
