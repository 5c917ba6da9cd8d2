import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { TlsIdentity } from '../../src/util/tls-identity.js';

const folder = mkdtempSync(join(tmpdir(), 'tls-identity-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is another one when only the right to read a file was given', () => {
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  for (const file of Object.values(files)) writeFileSync(file, 'not a certificate');
  utimesSync(files.key, 1, 1);
  chmodSync(files.key, 0);
  const identity = new TlsIdentity(files);
  expect(() => identity.read()).toThrow();
  expect(identity.hasChanged()).toBe(false);
  chmodSync(files.key, 0o600);
  expect(identity.hasChanged()).toBe(true);
});
