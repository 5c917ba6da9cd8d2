import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

describe('what runs the image, and the image', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  const deployment = readFileSync('deploy/kubernetes/base/deployment.yaml', 'utf8');
  const { spec } = (parse(deployment) as { spec: { template: { spec: Pod } } }).spec.template;
  const [container] = spec.containers;

  it('agree on the user', () => {
    const { runAsUser, runAsGroup, fsGroup } = spec.securityContext;
    const users = [...dockerfile.matchAll(/^USER (\d.*)$/gm)].map(([, user]) => user);
    expect(users.length).toBeGreaterThan(0);
    expect(new Set(users)).toEqual(new Set([`${runAsUser}:${runAsGroup}`]));
    expect(fsGroup).toBe(runAsGroup);
  });

  it('agree on folders, ports, targets and the health check', () => {
    const folders = container?.volumeMounts.map(({ mountPath }) => mountPath);
    expect(folders).toContain(/^VOLUME (?<folder>\S+)$/m.exec(dockerfile)?.groups?.['folder']);
    expect(folders).toContain(
      /KAZSTREAMLINK_CONFIG_FILE=(?<folder>\/\w+)\//.exec(dockerfile)?.groups?.['folder'],
    );
    const exposed = /^EXPOSE (?<ports>.+)$/m.exec(dockerfile)?.groups?.['ports'] ?? '';
    expect(container?.ports.map(({ containerPort }) => `${containerPort}/tcp`).sort()).toEqual(
      exposed.split(' ').sort(),
    );
    const compose = readFileSync('compose.yaml', 'utf8');
    for (const [, target] of compose.matchAll(/target: (\w+)/g))
      expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${target}$`, 'm'));
    const { command } = /^HEALTHCHECK .*CMD (?<command>\[.*\])$/m.exec(dockerfile)?.groups ?? {};
    const [, ...check] = (parse(compose) as Compose).services.router.healthcheck.test;
    expect(check).toEqual(JSON.parse(command ?? '[]'));
  });
});

interface Pod {
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly fsGroup: number;
  };
  readonly containers: readonly {
    readonly ports: readonly { readonly containerPort: number }[];
    readonly volumeMounts: readonly { readonly mountPath: string }[];
  }[];
}

interface Compose {
  readonly services: { readonly router: { readonly healthcheck: { readonly test: readonly string[] } } };
}
