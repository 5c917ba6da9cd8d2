import { expect, it } from 'vitest';
import { formatDigestHash, parseDigestHash, passwordDigests } from '../../src/util/digest-hash.js';

it('is read as it is written, and nothing else is', () => {
  const digests = passwordDigests('nvr', 'pä:ss');
  const text = formatDigestHash(digests);
  expect(parseDigestHash(text)).toEqual(digests);
  // printf 'nvr:KazStreamLink:pä:ss' | md5sum
  expect(digests.md5).toBe('7df4c9afc222924a7eac727df331295a');
  for (const other of ['', 'x', text.slice(0, -1), `${text}0`, text.toUpperCase(), ` ${text}`])
    expect(parseDigestHash(other)).toBeNull();
});
