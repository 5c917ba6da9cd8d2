import { spawnSync } from 'node:child_process';

export const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;
if (!canMakeCertificates) console.warn('SKIPPED: there is no openssl to make a certificate with');

/** Makes `tls.crt` and `tls.key`, by themselves, in the folder. */
export function makeCertificate(folder: string, subject: string): void {
  const made = spawnSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', `/CN=${subject}`, '-keyout', 'tls.key', '-out', 'tls.crt'],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
}
