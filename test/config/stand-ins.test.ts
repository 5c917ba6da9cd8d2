import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';
import type { ReferenceValues } from '../../src/config/references.js';
import { withStandIns } from '../../src/config/stand-ins.js';
import { sourcesText } from '../../src/state/stream.js';

const NOTHING: ReferenceValues = {
  variable: (name) => (name === 'HOST' ? 'cam' : undefined),
  file: () => ({ ok: false, code: 'ENOENT' }),
};

const TEXT = `version: 1
access: { token: "\${file:/run/secrets/token}" }
users: { anna: { role: editor, password: "\${file:/run/secrets/anna}" } }
output: { server: "\${SERVER}" }
streams:
  a: { source: "rtmp://u:\${PASSWORD}@\${HOST}/live/\${KEY:-key}" }
  b: { source: ["\${CAMERA}", "push:\${file:/x}"], path: "\${SITE}" }
`;

describe('withStandIns', () => {
  it('makes a file valid that lacks nothing but the values of its references', () => {
    const read = readConfiguration('f', TEXT, withStandIns(NOTHING));
    expect(read).toMatchObject({ ok: true });
    const sources = read.ok
      ? [...read.desired.streams.values()].map(({ sources: all }) => sourcesText(all))
      : [];
    // What has a value, or a default, has it.
    expect(sources).toEqual([
      'rtmp://u:unresolved-PASSWORD@cam/live/key',
      'rtmp://unresolved-CAMERA/unresolved-CAMERA, push:unresolved-file-x',
    ]);
  });

  it('leaves what is no reference a problem', () => {
    const read = readConfiguration('f', TEXT.replace('${PASSWORD}', '${PASS WORD}'), withStandIns(NOTHING));
    expect(read.ok ? [] : read.diagnostics.map(({ code }) => code)).toEqual(['unresolved-reference']);
  });
});
