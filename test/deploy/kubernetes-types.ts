import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/**
 * What is wrong with objects by the published schemas of Kubernetes and the Prometheus Operator; an empty text when nothing. The
 * validators of the schemas let unknown keys pass, as the API server may; their types do not, so the compiler looks at them too.
 */
export function schemaProblems(objects: readonly KubernetesObject[]): string {
  const problems: string[] = [];
  for (const object of objects) {
    const { module, kind } = modelOf(object);
    const models = load(module) as Record<string, new (data: unknown) => { validate(): void }>;
    const Model = models[kind];
    if (Model === undefined) throw new Error(`${module} knows no ${kind}`);
    try {
      new Model(object).validate();
    } catch (error) {
      problems.push(`${kind} ${object.metadata.name}: ${String(error)}`);
    }
  }
  return [...problems, typeProblems(objects)].filter(Boolean).join('\n');
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

const load = createRequire(import.meta.url);

/** In a folder of the repository, so that the compiler finds the packages. */
function typeProblems(objects: readonly KubernetesObject[]): string {
  const folder = mkdtempSync(resolve('node_modules', '.manifests-'));
  const file = join(folder, 'manifests.ts');
  const lines = objects.map((object, index) => {
    const { module, kind } = modelOf(object);
    const text = JSON.stringify(object, null, 1);
    return `import type { I${kind} as Type${index} } from '${module}';\nexport const object${index}: Type${index} = ${text};`;
  });
  writeFileSync(file, lines.join('\n'));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext'];
  const args = [compiler, ...options, '--moduleResolution', 'bundler', file];
  try {
    return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where the packages keep the type of an object. */
function modelOf({ apiVersion, kind }: KubernetesObject): { module: string; kind: string } {
  const isOperator = apiVersion.startsWith('monitoring.coreos.com/');
  const name = isOperator ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  return { module: `${name}/${apiVersion}/${kind}`, kind };
}
