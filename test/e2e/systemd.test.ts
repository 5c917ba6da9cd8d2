import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchRouterStatus } from '../../src/api/client.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { processesMentioning } from './support/processes.js';
import { FREE_PORTS } from './support/router.js';
import { mayServe, ServiceNamespace } from './support/service-namespace.js';
import { waitFor } from './support/wait-for.js';

const UNIT = readFileSync('deploy/systemd/kazstreamlink.service', 'utf8');
const KEEP_STREAMS = readFileSync('deploy/systemd/kazstreamlink.service.d/keep-streams.conf', 'utf8');
const UNITS = '/etc/systemd/system';
const FILE = `${FREE_PORTS}streams:\n  gate: { source: push:live/gate }\n`;

const may = mayServe();
if (!may) console.warn('SKIPPED: the systemd unit can be tried by root alone, where overlays can be mounted');

// It installs the package, and changes seldom.
describe.runIf(may && process.env['KAZSTREAMLINK_SOAK'])('the systemd unit', () => {
  let machine: ServiceNamespace;
  let publisher: Publisher | undefined;

  beforeAll(async () => {
    machine = new ServiceNamespace();
    await machine.ready();
    writeFileSync(join(machine.config, 'streams.yaml'), FILE);
  });

  afterAll(async () => {
    await end(publisher);
    await machine.dispose();
  });

  const status = () => fetchRouterStatus({ socketPath: join(machine.state, 'router.sock') });

  async function untilRunning(...names: readonly string[]): Promise<(number | null)[]> {
    const address = await waitFor(
      'the ingest',
      async () => (await status())?.listeners.rtmp.address ?? undefined,
    );
    publisher ??= pushPicture(`rtmp://${address}/live/gate`);
    return waitFor(
      'the streams to run',
      async () => {
        const streams = (await status())?.streams.filter(({ phase }) => phase === 'running') ?? [];
        return streams.length === names.length ? streams.map(({ pid }) => pid) : undefined;
      },
      30_000,
      async () => JSON.stringify(await status()),
    );
  }

  it('is sound, with the drop-in and without', () => {
    const verify = machine.run(['systemd-analyze', 'verify', `${UNITS}/kazstreamlink.service`]);
    expect(verify).toEqual({ status: 0, output: '' });
    // With a program that is not there it is not: the check looks at it, and at the drop-in.
    const umount = ['unshare', '--mount', 'sh', '-c', 'umount /usr/local && exec "$@"', 'sh'];
    const without = machine.run([...umount, 'systemd-analyze', 'verify', `${UNITS}/kazstreamlink.service`]);
    expect(without.status).not.toBe(0);
    expect(without.output).toContain('/usr/local/bin/kazstreamlink is not executable');
  });

  it('exposes little', () => {
    const analyze = ['systemd-analyze', 'security', '--offline=true', '--threshold=18'];
    const { status: code, output } = machine.run([...analyze, `${UNITS}/kazstreamlink.service`]);
    expect(output).toMatch(/Overall exposure level for kazstreamlink.service: 1\.\d OK/);
    expect(code).toBe(0);
  });

  it('describes the user that it names', () => {
    const made = machine.run(['systemd-sysusers', '--dry-run', `${UNITS}/kazstreamlink.sysusers.conf`]);
    expect(made.status).toBe(0);
    expect(made.output).toContain(`user '${lastValue(UNIT, 'User')}'`);
  });

  it('runs as written under a user without rights, follows its file, and ends everything', async () => {
    const router = machine.runAsService(execStart(UNIT));
    await untilRunning('gate');
    const rtspUrl = (await status())?.streams[0]?.rtspUrl ?? '';
    expect(await probeCodecs(rtspUrl, 'tcp')).toEqual(['aac', 'h264']);
    const processes = [...processesMentioning('/var/lib/kazstreamlink').keys()];
    // The router and its servers at least.
    expect(processes.length).toBeGreaterThanOrEqual(3);
    for (const pid of processes) expect(privileges(pid)).toEqual(NO_PRIVILEGES);

    writeFileSync(join(machine.config, 'streams.yaml'), `${FILE}  second: { source: push:live/gate }\n`);
    await untilRunning('gate', 'second');
    expect(router.kill('SIGTERM')).toBe(true);
    expect((await router).exitCode).toBe(0);
    expect(processesMentioning('/var/lib/kazstreamlink').size).toBe(0);
    await end(publisher);
    publisher = undefined;
    writeFileSync(join(machine.config, 'streams.yaml'), FILE);
  });

  it('keeps streams on the air with the drop-in, until "down" as it says there', async () => {
    const command = execStart(KEEP_STREAMS);
    const first = machine.runAsService(command);
    const pids = await untilRunning('gate');
    first.kill('SIGTERM');
    expect((await first).exitCode).toBe(0);
    const second = machine.runAsService(command);
    expect(await untilRunning('gate')).toEqual(pids);
    second.kill('SIGTERM');
    await second;
    const { groups } =
      /runuser -u kazstreamlink -- (?<down>kazstreamlink down .*)$/m.exec(KEEP_STREAMS) ?? {};
    const ended = await machine.runAsService(groups?.['down']?.split(' ') ?? []);
    expect(ended.all).toMatch(/^Ended: \d+ processes\.$/);
    expect(processesMentioning('/var/lib/kazstreamlink').size).toBe(0);
  });
});

/** The last one counts, and an empty one resets those before it (systemd.service(5)). */
function execStart(unit: string): string[] {
  return lastValue(unit, 'ExecStart').split(' ');
}

function lastValue(unit: string, key: string): string {
  const found = [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].at(-1)?.[1];
  if (found === undefined) throw new Error(`the unit has no ${key}`);
  return found;
}

/** Of proc_pid_status(5): user, rights and whether more can be had. */
function privileges(pid: number): Record<string, string | undefined> {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (key: string) => new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(text)?.[1];
  return Object.fromEntries(Object.keys(NO_PRIVILEGES).map((key) => [key, read(key)]));
}

const NO_PRIVILEGES = {
  Uid: '64321',
  Gid: '64321',
  CapEff: '0000000000000000',
  CapBnd: '0000000000000000',
  NoNewPrivs: '1',
};
