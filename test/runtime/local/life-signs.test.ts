import { describe, expect, it } from 'vitest';
import { LifeSigns } from '../../../src/runtime/local/life-signs.js';
import type { Reason } from '../../../src/state/conditions.js';

/** What is found after six looks, half a second apart. */
function verdictOf(cpuMsAt: (look: number) => number | null, stall: Reason, looks = 6): string {
  let look = 0;
  const signs = new LifeSigns(() => cpuMsAt(look));
  for (look = 1; look <= looks; look += 1) signs.look(1, stall, look * 500);
  return signs.verdict(looks * 500, 2_000);
}

describe('LifeSigns', () => {
  it('tells what works from what is stopped, locked, or held up by its server', () => {
    expect(verdictOf((look) => look, 'SourceStalled')).toBe('works');
    expect(verdictOf((look) => look, 'ServerStalled')).toBe('hangs');
    expect(verdictOf(() => 80, 'SourceStalled')).toBe('hangs');
    expect(verdictOf(() => null, 'SourceStalled')).toBe('hangs');
    expect(verdictOf((look) => Math.min(look, 3), 'SourceStalled', 8)).toBe('hangs');
  });

  it('waits for some looks', () => {
    expect(verdictOf(() => 80, 'SourceStalled', 2)).toBe('unknown');
  });
});
