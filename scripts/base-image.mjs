/**
 * A stand-in for Docker's image of Node on Debian 13, for machines that reach Debian's mirror and npm's registry and nothing else: made by
 * debootstrap, with the Node that the Dockerfile names and npm, as that image has them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildah } from './container-tools.mjs';
import { debianMirrors } from './debian-packages.mjs';
import { ROOT, say } from './setup.mjs';

const NPM = '11';
const [, NODE = '', SUITE = ''] =
  /^ARG BASE=\S*node:([\d.]+)-(\w+)-slim$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? [];

/** Answers its name, or `{ problem }`. It is made anew when this script or what the Dockerfile asks for has changed. */
export function ensureBaseImage() {
  const inputs = [readFileSync(fileURLToPath(import.meta.url)), NODE, SUITE, ownCertificates() ?? ''];
  const hash = createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 12);
  const image = `localhost/kazstreamlink-base:${hash}`;
  if (buildah(['images', '--quiet', '--filter', `reference=${image}`]) !== '') return image;
  say(`making a base image: Debian ${SUITE}, Node ${NODE} …`);
  const container = buildah(['from', 'scratch']);
  const root = container === undefined ? undefined : buildah(['mount', container]);
  if (root === undefined) return { problem: 'buildah cannot make a container here' };
  try {
    const problem = fill(root);
    if (problem !== undefined) return { problem };
    const environment = Object.entries({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...(ownCertificates() === undefined ? {} : { NODE_EXTRA_CA_CERTS: CERTIFICATES }),
    }).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    buildah(['config', ...environment, '--cmd', 'node', container]);
    const done = buildah(['commit', '--quiet', '--format', 'docker', container, image]);
    return done === undefined ? { problem: 'the base image cannot be written' } : image;
  } finally {
    buildah(['rm', container]);
  }
}

/** Answers why it could not be done. */
function fill(root) {
  const { main, security } = debianMirrors();
  if (main === undefined) return 'this system names no mirror of Debian';
  const made = run('debootstrap', ['--variant=minbase', '--include=ca-certificates', SUITE, root, main]);
  if (!made) return `debootstrap cannot make a Debian ${SUITE}`;
  rmSync(join(root, 'etc', 'apt', 'sources.list'));
  writeFileSync(join(root, 'etc', 'apt', 'sources.list.d', 'debian.sources'), sources(main, security));
  for (const folder of ['lists', 'archives'])
    rmSync(join(root, 'var', folder === 'lists' ? 'lib' : 'cache', 'apt', folder), {
      recursive: true,
      force: true,
    });
  const certificates = ownCertificates();
  if (certificates !== undefined) copyFileSync(certificates, join(root, CERTIFICATES));
  return installNode(join(root, 'usr', 'local'));
}

/** As the image of Docker has them. */
function sources(main, security) {
  const entry = (uri, suites) =>
    `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`;
  const entries = [entry(main, `${SUITE} ${SUITE}-updates`)];
  if (security !== undefined) entries.push(entry(security, `${SUITE}-security`));
  return entries.join('\n');
}

/** From npm's registry, which has Node as packages of one architecture each. */
function installNode(prefix) {
  const work = mkdtempSync(join(tmpdir(), 'kazstreamlink-node-'));
  try {
    const packages = [`node-linux-${process.arch}@${NODE}`, `npm@${NPM}`];
    if (!run('npm', ['pack', '--silent', '--pack-destination', work, ...packages]))
      return `npm cannot fetch ${packages.join(' and ')}`;
    for (const name of readdirSync(work)) {
      const folder = name.startsWith('npm-')
        ? join(prefix, 'lib', 'node_modules', 'npm')
        : join(work, 'node');
      mkdirSync(folder, { recursive: true });
      if (!run('tar', ['-xzf', join(work, name), '-C', folder, '--strip-components=1', '--no-same-owner']))
        return `${name} cannot be unpacked`;
    }
    copyFileSync(join(work, 'node', 'bin', 'node'), join(prefix, 'bin', 'node'));
    chmodSync(join(prefix, 'bin', 'node'), 0o755);
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(prefix, 'bin', name));
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Where this machine's network has a certificate authority of its own, npm needs it in the image as well. */
function ownCertificates() {
  const file = process.env.NODE_EXTRA_CA_CERTS ?? '';
  return file !== '' && existsSync(file) ? file : undefined;
}

const CERTIFICATES = '/etc/ssl/certs/of-this-machine.pem';

function run(file, args) {
  return spawnSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
