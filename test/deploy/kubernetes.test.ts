import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hasDeployTools, kustomize } from './deploy-tools.js';
import { type KubernetesObject, schemaProblems } from './kubernetes-types.js';
import { validConfiguration } from './valid-configuration.js';

const OVERLAYS = ['minimal', 'production'];
const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-kubernetes-'));
let rendered: Map<string, KubernetesObject[]>;

describe.runIf(hasDeployTools)('the manifests', () => {
  beforeAll(() => {
    cpSync('deploy/kubernetes', folder, { recursive: true });
    for (const overlay of OVERLAYS) {
      const secrets = join(folder, 'overlays', overlay, 'secret');
      mkdirSync(secrets, { recursive: true });
      writeFileSync(join(secrets, 'token'), 'a-token-that-was-made-for-this-test');
    }
    rendered = new Map(
      ['base', ...OVERLAYS.map((name) => join('overlays', name))].map((name) => [name, build(name)]),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are all there', () => {
    expect(readdirSync('deploy/kubernetes/overlays').sort()).toEqual(OVERLAYS);
    const kinds = (name: string) => rendered.get(name)?.map(({ kind }) => kind) ?? [];
    expect(kinds('base').sort()).toEqual(['ConfigMap', 'Deployment', 'NetworkPolicy', 'Service']);
    expect(kinds('overlays/minimal').sort()).toEqual([...kinds('base'), 'Secret'].sort());
    expect(kinds('overlays/production')).toEqual(
      expect.arrayContaining([...kinds('base'), 'Secret', 'PersistentVolumeClaim', 'ServiceMonitor']),
    );
  });

  it('fit the schemas of Kubernetes and of the Prometheus Operator', () => {
    expect(schemaProblems([...rendered.values()].flat())).toBe('');
  });

  it('would be found wrong otherwise', () => {
    const [object] = rendered.get('base')?.filter(({ kind }) => kind === 'Deployment') ?? [];
    const deployment = structuredClone(object) as unknown as Deployment;
    const misspelt = { ...deployment, spec: { ...deployment.spec, replica: 1 } };
    const mistyped = { ...deployment, spec: { ...deployment.spec, replicas: 'one' } };
    expect(schemaProblems([misspelt] as unknown as KubernetesObject[])).toContain('"replica"');
    expect(schemaProblems([mistyped] as unknown as KubernetesObject[])).toContain('replicas');
  });

  it('hold a valid file', () => {
    for (const [name, objects] of rendered) {
      const { data } = only<ConfigMap>(objects, 'ConfigMap');
      const { listen, access } = validConfiguration(name, data['streams.yaml'] ?? '');
      expect(listen).toMatchObject({ rtsp: { port: 8554 }, rtmp: { port: 1935 }, http: { port: 8501 } });
      expect(access.token).not.toBeNull();
    }
  });

  it('run one router, without rights, on a read-only root', () => {
    for (const objects of rendered.values()) {
      const { spec } = only<Deployment>(objects, 'Deployment');
      expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
      const pod = spec.template.spec;
      expect(pod?.automountServiceAccountToken).toBe(false);
      expect(pod?.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      const [container] = pod?.containers ?? [];
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container?.livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'http' });
      expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
      const mounts = container?.volumeMounts ?? [];
      expect(mounts.map(({ name }) => name).sort()).toEqual(pod?.volumes?.map(({ name }) => name).sort());
      // A file that is mounted by subPath never changes in a pod.
      expect(mounts.every(({ subPath }) => subPath === undefined)).toBe(true);
    }
  });

  it('point at what is there: names, labels and ports', () => {
    for (const objects of rendered.values()) {
      const { spec } = only<Deployment>(objects, 'Deployment');
      const labels = spec.template.metadata?.labels ?? {};
      const ports = spec.template.spec?.containers[0]?.ports?.map(({ name }) => name);
      expect(labels).toMatchObject(spec.selector.matchLabels);
      for (const service of ofKind<Service>(objects, 'Service')) {
        expect(Object.keys(service.spec.selector).length).toBeGreaterThan(0);
        expect(labels).toMatchObject(service.spec.selector);
        for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
      }
      const policy = only<NetworkPolicy>(objects, 'NetworkPolicy');
      expect(labels).toMatchObject(policy.spec.podSelector.matchLabels);
      for (const { port } of policy.spec.ingress.flatMap((rule) => rule.ports)) expect(ports).toContain(port);
      for (const { spec: monitor } of ofKind<ServiceMonitor>(objects, 'ServiceMonitor')) {
        const services = ofKind<Service>(objects, 'Service').filter(({ metadata }) =>
          Object.entries(monitor.selector.matchLabels).every(
            ([key, value]) => metadata.labels?.[key] === value,
          ),
        );
        expect(services.flatMap((one) => one.spec.ports.map(({ name }) => name))).toContain(
          monitor.endpoints[0]?.port,
        );
        expect(services.length).toBe(1);
      }
      const names = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
      for (const volume of spec.template.spec?.volumes ?? []) {
        const claim = volume.persistentVolumeClaim?.claimName;
        if (volume.configMap) expect(names).toContain(`ConfigMap ${volume.configMap.name}`);
        if (claim !== undefined) expect(names).toContain(`PersistentVolumeClaim ${claim}`);
        // Made by the overlays.
        if (volume.secret && objects !== rendered.get('base'))
          expect(names).toContain(`Secret ${volume.secret.secretName}`);
      }
    }
  });
});

/** Of what kustomize writes. */
function build(name: string): KubernetesObject[] {
  const documents = parseAllDocuments(kustomize(['build', join(folder, name)]));
  return documents.map((document) => document.toJS() as KubernetesObject);
}

function ofKind<T>(objects: readonly KubernetesObject[], kind: string): T[] {
  return objects.filter((object) => object.kind === kind) as T[];
}

function only<T>(objects: readonly KubernetesObject[], kind: string): T {
  const [first, ...others] = ofKind<T>(objects, kind);
  if (first === undefined || others.length > 0) throw new Error(`there is not exactly one ${kind}`);
  return first;
}

type Labels = Readonly<Record<string, string>>;

interface Deployment {
  readonly spec: {
    readonly selector: { readonly matchLabels: Labels };
    readonly template: IPodTemplateSpec;
  };
}

interface ConfigMap {
  readonly data: Labels;
}

interface Service {
  readonly metadata: { readonly labels?: Labels };
  readonly spec: {
    readonly selector: Labels;
    readonly ports: readonly { readonly name: string; readonly targetPort: string }[];
  };
}

interface NetworkPolicy {
  readonly spec: {
    readonly podSelector: { readonly matchLabels: Labels };
    readonly ingress: readonly { readonly ports: readonly { readonly port: string }[] }[];
  };
}

interface ServiceMonitor {
  readonly spec: {
    readonly selector: { readonly matchLabels: Labels };
    readonly endpoints: readonly { readonly port: string }[];
  };
}
