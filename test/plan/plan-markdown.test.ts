import { describe, expect, it } from 'vitest';
import { describePlan, type PlannedChange } from '../../src/plan/describe-plan.js';
import { plan } from '../../src/plan/plan.js';
import { renderPlanMarkdown } from '../../src/plan/plan-markdown.js';
import { desired, observed, observedStream, STATES, spec } from '../state-samples.js';

const TITLE = {
  file: 'streams.yaml',
  hash: '0123456789abcdef',
  against: 'Against the base file.',
  held: null,
};

describe('renderPlanMarkdown', () => {
  it('is a table of what happens to which stream and why, with counts and without a credential', () => {
    const seen = observed([
      observedStream(spec('drone-1'), STATES.running),
      observedStream(spec('old'), STATES.running),
    ]);
    const wanted = {
      ...desired(spec('gate'), spec('drone-1', { path: 'drones/1' })),
      listen: { ...desired().listen, http: null },
    };
    expect(renderPlanMarkdown(describePlan(plan(wanted, seen)), TITLE)).toBe(`<!-- kazstreamlink plan -->
### Plan for \`streams.yaml\`

Against the base file. Content \`0123456789abcdef\`.

**1 to start, 1 to restart, 1 to stop.**

| | Stream | What happens and why |
|---|---|---|
| 🔁 restart | \`drone-1\` | \`path: drone-1 → drones/1 (restarts)\` |
| ➖ stop | \`old\` | \`stops: it is no longer in the file\` |
| ➕ start | \`gate\` | \`rtmp://***@cam/live/gate → embedded/gate\` |
`);
  });

  it('says when nothing changes', () => {
    expect(renderPlanMarkdown([], TITLE)).toContain('**No changes:** nothing starts, restarts or stops.');
  });

  it('lets no text of the file end its cell or its code', () => {
    const hostile = renderPlanMarkdown([change('x', 'a | b ` @everyone\n# heading')], {
      ...TITLE,
      file: '`x`|y',
    });
    expect(hostile).toContain("### Plan for `'x'\\|y`");
    expect(hostile).toContain("| ➕ start | `x` | `a \\| b ' @everyone # heading` |\n");
  });

  it('is no longer than a comment may be, and says what is left out', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => change(`cam-${index}`, 'rtmp://cam/a → x'));
    const text = renderPlanMarkdown(many, TITLE);
    expect(text.length).toBeLessThan(65_536);
    const rows = text.split('\n').filter((line) => line.includes('➕')).length;
    expect(rows).toBeGreaterThan(500);
    expect(text).toContain('**5000 to start.**');
    expect(text).toContain(`… and ${5_000 - rows} more`);
  });
});

function change(name: string, becomes: string): PlannedChange {
  return { kind: 'start', name, becomes, cause: '', isChange: false, isTakeover: false };
}
