import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The package as `npm pack` makes it of a copy of this tree, and as `npm install --global` puts it below a folder of its own. */
export class InstalledPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-package-'));
  readonly tarball: string;
  /** Paths in the package. */
  readonly files: readonly string[];

  constructor() {
    const tree = join(this.folder, 'tree');
    copyTree(tree);
    const [packed] = JSON.parse(
      npm(['pack', '--json', '--pack-destination', this.folder], tree),
    ) as PackReport[];
    if (packed === undefined) throw new Error('npm packed nothing');
    this.tarball = join(this.folder, packed.filename);
    this.files = packed.files.map(({ path }) => path);
    rmSync(tree, { recursive: true });
  }

  /** Installs it below `prefix`: bin/kazstreamlink is the command. */
  installBelow(prefix: string): void {
    mkdirSync(prefix, { recursive: true });
    npm(['install', '--global', '--prefix', prefix, this.tarball], this.folder);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A clone that is built and has its dependencies, so that `npm start` has nothing to set up; without tests. */
export function copyTree(onto: string): void {
  const skipped = new Set(['.git', '.cache', 'node_modules', 'screenshots', 'streams.yaml', 'test', 'bench']);
  mkdirSync(onto, { recursive: true });
  for (const entry of readdirSync('.').filter((name) => !skipped.has(name)))
    cpSync(entry, join(onto, entry), { recursive: true });
  symlinkSync(resolve('node_modules'), join(onto, 'node_modules'));
}

/** What npm prints. Throws what it complains of when it fails. */
export function npm(args: readonly string[], cwd: string): string {
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--no-update-notifier'];
  const { status, stdout, stderr } = spawnSync('npm', [...args, ...quiet], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
