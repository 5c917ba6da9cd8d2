import { describe, expect, it } from 'vitest';
import { LineReader } from '../../src/util/line-reader.js';

function read(pieces: readonly string[], maxLength?: number): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line), maxLength);
  for (const piece of pieces) reader.push(piece);
  reader.flush();
  return lines;
}

describe('LineReader', () => {
  const text = 'one\ntwo\r\n\nthree\rfour';

  it('gives the same lines wherever the text is cut', () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(read([text.slice(0, cut), text.slice(cut)])).toEqual(['one', 'two', 'three', 'four']);
    }
  });

  it('cuts a long line once and goes on with the next', () => {
    expect(read(['abcdef', 'ghi', 'jkl\nnext\n'], 4)).toEqual(['abcd …', 'next']);
  });
});
