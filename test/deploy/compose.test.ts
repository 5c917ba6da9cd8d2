import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dockerCompose, hasDeployTools } from './deploy-tools.js';
import { validConfiguration } from './valid-configuration.js';

const PASSWORDS = { ROUTER_PASSWORD: 'router-secret', CAMERA_PASSWORD: 'camera-secret' };
const FILES = {
  'compose.yaml': { environment: {}, services: ['router', 'test-source'] },
  'deploy/mediamtx/compose.yaml': { environment: PASSWORDS, services: ['mediamtx', 'router'] },
};

describe.runIf(hasDeployTools).each(Object.entries(FILES))('%s', (file, { environment, services }) => {
  // What is skipped is collected all the same.
  const project = hasDeployTools ? config(file, environment) : { services: {} };

  it('has its services, each without rights, on a read-only root, within limits', () => {
    expect(Object.keys(project.services).sort()).toEqual(services);
    for (const [name, service] of Object.entries(project.services)) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: 'unless-stopped',
      });
      const { cpus, memory, pids } = service.deploy.resources.limits;
      expect([cpus, Number(memory), pids].every((limit) => limit > 0)).toBe(true);
    }
  });

  it('opens the ports on loopback, and elsewhere when asked', () => {
    const addresses = (environment: Readonly<Record<string, string>>) =>
      Object.values(config(file, environment).services).flatMap(({ ports = [] }) =>
        ports.map((port) => `${port.host_ip}:${port.published}`),
      );
    const ports = ['1935', '8501', '8554'];
    expect(addresses(environment).sort()).toEqual(ports.map((port) => `127.0.0.1:${port}`));
    expect(addresses({ ...environment, KAZSTREAMLINK_BIND: '0.0.0.0' }).sort()).toEqual(
      ports.map((port) => `0.0.0.0:${port}`),
    );
  });

  it('mounts folders that are there, and in them a valid file that listens where the ports lead', () => {
    const { volumes = [], healthcheck, ports = [] } = project.services['router'] ?? {};
    const folder = volumes.find(({ target }) => target === '/config');
    expect(folder?.type).toBe('bind');
    const path = join(folder?.source ?? '', 'streams.yaml');
    const { listen } = validConfiguration(path, readFileSync(path, 'utf8'));
    const open = Object.values(listen).filter((address) => address !== null);
    expect(open.every(({ host }) => host === '0.0.0.0')).toBe(true);
    expect(open.map(({ port }) => port).sort()).toEqual(ports.map(({ target }) => target).sort());
    expect(healthcheck?.test).toEqual(['CMD', 'kazstreamlink', 'health']);
  });

  it('pins its images', () => {
    for (const { image } of Object.values(project.services)) expect(image).toMatch(/:\d+\.\d+\.\d+/);
  });
});

describe.runIf(hasDeployTools)('beside MediaMTX', () => {
  const folder = resolve('deploy/mediamtx');
  const text = readFileSync(join(folder, 'mediamtx/mediamtx.yml'), 'utf8');
  const { authInternalUsers: users } = parse(text) as { authInternalUsers: MediaMtxUser[] };
  const { streams } = validConfiguration(
    'streams.yaml',
    readFileSync(join(folder, 'config/streams.yaml'), 'utf8'),
  );

  it('asks for the passwords', () => {
    expect(() => config('deploy/mediamtx/compose.yaml', {})).toThrow('write it into .env');
    const example = readFileSync(join(folder, 'example.env'), 'utf8');
    for (const name of Object.keys(PASSWORDS)) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  it('lets the router read and publish what its file says, and cameras push', () => {
    for (const { sources, path } of streams.values()) {
      expect(may('router', 'publish', path)).toBe(true);
      expect(may('any', 'read', path)).toBe(true);
      expect(may('any', 'publish', path)).toBe(false);
      const [source] = sources;
      if (source?.kind !== 'pull') throw new Error('it has another source');
      const { pathname, searchParams } = new URL(source.url);
      expect(searchParams.get('user')).toBe('router');
      expect(may('router', 'read', pathname.slice(1))).toBe(true);
      expect(may('camera', 'publish', pathname.slice(1))).toBe(true);
    }
  });

  it('gives the passwords to the users that have them', () => {
    const { environment = {} } = config('deploy/mediamtx/compose.yaml', PASSWORDS).services['mediamtx'] ?? {};
    const given = users.map((_, index) => environment[`MTX_AUTHINTERNALUSERS_${index}_PASS`]);
    expect(given).toEqual([PASSWORDS.ROUTER_PASSWORD, PASSWORDS.CAMERA_PASSWORD, undefined]);
    expect(users.map(({ user, pass }) => [user, pass])).toEqual([
      ['router', null],
      ['camera', null],
      ['any', null],
    ]);
  });

  function may(user: string, action: string, path: string): boolean {
    return users
      .filter((one) => one.user === user)
      .flatMap(({ permissions }) => permissions)
      .some((one) => one.action === action && new RegExp(one.path.replace(/^~/, '')).test(path));
  }
});

/** What docker-compose makes of a file, all profiles included. */
function config(file: string, environment: Readonly<Record<string, string>>): Project {
  expect(existsSync(file)).toBe(true);
  const folder = dirname(resolve(file));
  const args = ['--project-directory', folder, '-f', file, '--profile', '*', 'config', '--format', 'json'];
  return JSON.parse(dockerCompose(args, environment)) as Project;
}

interface Project {
  readonly services: Readonly<Record<string, Service>>;
}

interface Service {
  readonly image: string;
  readonly ports?: readonly {
    readonly host_ip: string;
    readonly published: string;
    readonly target: number;
  }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
  }[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy: {
    readonly resources: {
      readonly limits: { readonly cpus: number; readonly memory: string; readonly pids: number };
    };
  };
}

interface MediaMtxUser {
  readonly user: string;
  readonly pass: string | null;
  readonly permissions: readonly { readonly action: string; readonly path: string }[];
}
