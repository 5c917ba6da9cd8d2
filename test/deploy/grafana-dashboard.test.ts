import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { sampleMetrics } from '../status/sample-metrics.js';
import { metricNames, unknownMetrics } from './metric-names.js';
import { hasPromtool, promtool } from './promtool.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

const dashboard = JSON.parse(readFileSync('deploy/grafana/kazstreamlink.json', 'utf8')) as {
  panels: readonly Panel[];
  templating: { list: readonly { name: string }[] };
};
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

/** As Grafana documents the JSON model of dashboards, as far as it matters to an import. */
const SCHEMA = {
  type: 'object',
  required: ['uid', 'title', 'schemaVersion', 'panels', 'templating', 'time', 'refresh'],
  properties: {
    uid: { type: 'string', maxLength: 40, pattern: '^[a-zA-Z0-9_-]+$' },
    schemaVersion: { type: 'integer', minimum: 36 },
    time: { type: 'object', required: ['from', 'to'] },
    panels: {
      type: 'array',
      minItems: 10,
      items: {
        type: 'object',
        required: ['id', 'type', 'title', 'gridPos'],
        properties: {
          id: { type: 'integer', minimum: 1 },
          type: { enum: ['row', 'stat', 'timeseries', 'state-timeline'] },
          gridPos: {
            type: 'object',
            required: ['x', 'y', 'w', 'h'],
            properties: { x: { minimum: 0 }, w: { minimum: 1, maximum: 24 }, h: { minimum: 1 } },
          },
        },
        if: { properties: { type: { not: { const: 'row' } } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {
          required: ['datasource', 'fieldConfig', 'options', 'targets', 'description'],
          properties: {
            datasource: { const: { type: 'prometheus', uid: '${datasource}' } },
            targets: { type: 'array', minItems: 1, items: { required: ['expr', 'refId', 'datasource'] } },
          },
        },
      },
    },
  },
};

describe('the Grafana dashboard', () => {
  it('has the shape that Grafana reads', () => {
    const ajv = new Ajv({ allErrors: true, strict: false });
    expect(ajv.validate(SCHEMA, dashboard), JSON.stringify(ajv.errors)).toBe(true);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has panels that lie beside each other', () => {
    const cells = dashboard.panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
      expect(x + w, title).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('asks for metrics that there are, by variables that there are', async () => {
    const names = metricNames(await sampleMetrics());
    const variables = [...dashboard.templating.list.map(({ name }) => name), '__rate_interval'];
    for (const { title, expr } of queries) {
      expect(unknownMetrics(expr, names), title).toEqual([]);
      for (const [, name = ''] of expr.matchAll(/\$\{?(\w+)/g)) expect(variables, title).toContain(name);
    }
  });

  it.runIf(hasPromtool)('asks in valid PromQL', () => {
    const rules = queries.map(({ expr }, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-dashboard-'));
    const file = join(folder, 'queries.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
    const found = promtool(['check', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect(found).toBe('');
  });
});
