import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MaskedText } from '../../../src/config/masked/masked-text.js';
import { FILES, QUOTED_FILES } from '../secret-places.js';

/** What is shown of a text, with each placeholder as `_`. */
const shown = (text: string) => new MaskedText(text).text.replace(/__secret_\d+__/g, '_');
const stream = (line: string) => `version: 1\nstreams:\n  gate:\n    ${line}\n`;
const line = (text: string) => shown(stream(text)).split('\n')[3]?.trim();

describe('MaskedText', () => {
  it.each([
    ['source: rtmp://u:pw@cam/live/key?a=b # the cam', 'source: rtmp://_@cam/live/_?_ # the cam'],
    ['source: rtmp://cam/live/gate', 'source: rtmp://cam/live/gate'],
    [
      'source: "rtmp://${U}:${file:/run/p}@cam/live/gate"',
      'source: "rtmp://${U}:${file:/run/p}@cam/live/gate"',
    ],
    ['source: "rtmp://u:${file:/run/p}@cam/live/gate"', 'source: "rtmp://_${file:/run/p}@cam/live/gate"'],
    ['source: "rtmp://${U:-anna}@cam/live/gate"', 'source: "rtmp://${U:-_}@cam/live/gate"'],
    ['source: ${SRC}', 'source: ${SRC}'],
    ['source: "rtmp://u:p\\x41@cam/live/gate"', 'source: "_"'],
    ['source: [push:live/a, "rtmp://u:p@h/x/y"]', 'source: [push:live/a, "rtmp://_@h/x/_"]'],
    ['stallTimeout: 10s # 5s before', 'stallTimeout: 10s # 5s before'],
    ['labels: { site: north, 1st: "http://a:b@c/" }', 'labels: { site: north, 1st: "http://_@c/" }'],
    ['video: { codec: h264, fps: 29.970, bitrate: 2M }', 'video: { codec: h264, fps: 29.970, bitrate: 2M }'],
    [
      'ffmpeg: { inputArgs: [-rtmp_conn, "S:x", -fflags, +genpts] }',
      'ffmpeg: { inputArgs: [-rtmp_conn, "_", -fflags, +genpts] }',
    ],
    ['ffmpeg: { outputArgs: [-metadata, title=Gate] }', 'ffmpeg: { outputArgs: [-metadata, title=Gate] }'],
    ['password: hunter2', 'password: _'],
    ['pin: 0123', 'pin: _'],
    ['# source: rtmp://u:pw@cam/live/x', '# source: rtmp://_@cam/live/_'],
    ['# path: site/gate', '# path: site/gate'],
    ['# the password is hunter2.', '# the password is _'],
    ['# Note: behind the barn', '# Note: behind the barn'],
    ['<<: *base', '<<: *base'],
  ])('shows of %j %j', (text, masked) => {
    expect(line(text)).toBe(masked);
  });

  it('shows patterns as they are', () => {
    const text =
      'version: 1\nstreams:\n  "d-*": { source: "push:live/d-*", path: "d/*" }\n  c-*:\n    source: push:c-*\n';
    expect(shown(text)).toBe(text);
  });

  it('masks a credential again where a comment repeats it', () => {
    expect(shown(stream('source: rtmp://anna:hunter2@cam/live/gate # user anna, hunter2!'))).toContain(
      'source: rtmp://_@cam/live/gate # user _, _!',
    );
  });

  it('shows the example as it is', () => {
    const example = readFileSync('streams.example.yaml', 'utf8');
    const masked = new MaskedText(example).text.split('\n');
    const changed = example.split('\n').filter((text, index) => text !== masked[index]);
    // User names beside references, and a tagged value.
    expect(changed.length).toBeLessThanOrEqual(4);
  });

  it.each(FILES)('hides what could be one, and puts it back: %j', (file) => {
    const text = file.replaceAll('SECRET', 'Hunter2Hunter2');
    const masked = new MaskedText(text);
    expect(masked.text).not.toContain('Hunter2');
    expect(masked.starred).not.toContain('Hunter2');
    expect(masked.text.split('\n')).toHaveLength(text.split('\n').length);
    expect(masked.restore(masked.text)).toMatchObject({ ok: true, text });
  });

  it('does so whatever characters it has, and wherever the text is cut', () => {
    const special = fc.stringMatching(/^[!#-~]{0,4}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...QUOTED_FILES),
        special,
        special,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (file, before, after, cut) => {
          const whole = file.replaceAll('SECRET', `${before}Hunter2Hunter2${after}`);
          for (const text of [whole, whole.slice(0, Math.round(whole.length * cut))]) {
            const masked = new MaskedText(text);
            expect(masked.text).not.toContain('Hunter2');
            expect(masked.restore(masked.text)).toMatchObject({ ok: true, text });
          }
        },
      ),
      { numRuns: process.env['KAZSTREAMLINK_SOAK'] ? 20_000 : 1_000, seed: 1 },
    );
  });

  it('puts credentials back in another place where they are hidden as well', () => {
    const masked = new MaskedText(stream('source: rtmp://u:pw@cam/live/gate'));
    const edited = masked.text.replace('@cam/', '@other/').replace('gate:', 'renamed:');
    expect(masked.restore(edited)).toMatchObject({
      ok: true,
      text: stream('source: rtmp://u:pw@other/live/gate').replace('gate:', 'renamed:'),
    });
  });

  it.each([
    ['path: __secret_1__', 'visible'],
    ['labels: { a: __secret_1__ }', 'visible'],
    ['source: rtmp://__secret_1__/live/gate', 'visible'],
    ['source: rtmp://cam/live/gate # __secret_1__', 'visible'],
    ['source: "rtmp://${file:/__secret_1__}@cam/live/gate"', 'visible'],
    ['source: rtmp://__secret_7__@cam/live/gate', 'unknown'],
  ])('refuses %j (%s)', (edited, problem) => {
    const masked = new MaskedText(stream('source: rtmp://hunter2@cam/live/gate'));
    expect(masked.restore(stream(edited))).toEqual({ ok: false, problem });
  });

  it('takes another placeholder where the text has something like it', () => {
    const text = stream('source: rtmp://u:pw@cam/live/gate # __secret_1__');
    const masked = new MaskedText(text);
    expect(masked.text).toContain('rtmp://__secret2_1__@cam');
    expect(masked.restore(masked.text)).toMatchObject({ ok: true, text });
  });
});

it('hides what lets people in', () => {
  const text = `version: 1
access: { token: hunter2hunter2hunter2, hosts: [router.example], metrics: open }
users:
  anna: { role: editor, password: "\${file:/run/secrets/anna}" }
  wall: { role: viewer, password: "$scrypt$ln=15,r=8,p=1$X68ogIZ7Y3Ag+BA13j0oQA$ynRWgzXiJsESsNOufvYesT91HQwDSx61kaEZIscKEMw" }
tls: { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }
streams: {}
`;
  expect(shown(text)).toBe(text.replace('hunter2hunter2hunter2', '_').replace(/"\$scrypt[^"]*"/, '"_"'));
});
