import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { sampleMetrics } from '../status/sample-metrics.js';
import { metricNames, unknownMetrics } from './metric-names.js';
import { hasPromtool, promtool } from './promtool.js';

const FILE = resolve('deploy/prometheus/kazstreamlink.rules.yaml');
const { groups } = parse(readFileSync(FILE, 'utf8')) as {
  groups: {
    rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[];
  }[];
};
const rules = groups.flatMap((group) => group.rules);

describe('the alert rules', () => {
  it('ask for metrics that there are, and say what to do', async () => {
    const names = metricNames(await sampleMetrics());
    expect(rules.length).toBeGreaterThan(5);
    for (const { alert, expr, annotations } of rules) {
      expect(unknownMetrics(expr, names), alert).toEqual([]);
      expect(annotations.summary, alert).toMatch(/\.$/);
      expect(annotations.description, alert).toMatch(/\.$/);
    }
  });

  it.runIf(hasPromtool)('are valid', () => {
    expect(promtool(['check', 'rules', FILE])).toBe('');
  });

  it.runIf(hasPromtool)('fire when they should, and not before', () => {
    const stream = (name: string, metric: string, more = '') =>
      `kazstreamlink_stream_${metric}{instance="r",stream="${name}"${more}}`;
    const input = (name: string, values: string) => ({ series: name, values });
    const test = {
      rule_files: [FILE],
      evaluation_interval: '30s',
      tests: [
        {
          interval: '30s',
          input_series: [
            input('up{job="kazstreamlink",instance="r"}', '1x20'),
            input('kazstreamlink_config_last_reload_successful{instance="r"}', '1x3 0x20'),
            input(stream('good', 'enabled'), '1x40'),
            input(stream('good', 'running'), '1x40'),
            input(stream('bad', 'enabled'), '1x40'),
            input(stream('bad', 'running'), '1x3 0x40'),
            input(stream('off', 'enabled'), '0x40'),
            input(stream('off', 'running'), '0x40'),
            input(stream('bad', 'restarts_total', ',reason="SourceRefused"'), '0+1x60'),
            input(stream('good', 'restarts_total', ',reason="Asked"'), '0+1x60'),
          ],
          alert_rule_test: [
            { eval_time: '2m', alertname: 'KazStreamLinkStreamNotRunning', exp_alerts: [] },
            {
              eval_time: '6m',
              alertname: 'KazStreamLinkStreamNotRunning',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warning', instance: 'r', stream: 'bad' },
                  exp_annotations: annotationsOf('KazStreamLinkStreamNotRunning', 'bad'),
                },
              ],
            },
            { eval_time: '1m', alertname: 'KazStreamLinkConfigurationInvalid', exp_alerts: [] },
            {
              eval_time: '6m',
              alertname: 'KazStreamLinkConfigurationInvalid',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warning', instance: 'r' },
                  exp_annotations: annotationsOf('KazStreamLinkConfigurationInvalid', ''),
                },
              ],
            },
            {
              eval_time: '25m',
              alertname: 'KazStreamLinkStreamFlapping',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warning', instance: 'r', stream: 'bad' },
                  exp_annotations: {
                    ...annotationsOf('KazStreamLinkStreamFlapping', 'bad'),
                    description:
                      '30 restarts in 15 minutes. "kazstreamlink logs bad --all" shows the last runs.',
                  },
                },
              ],
            },
            { eval_time: '9m', alertname: 'KazStreamLinkDown', exp_alerts: [] },
          ],
        },
      ],
    };
    const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-rules-'));
    const file = join(folder, 'test.yaml');
    writeFileSync(file, stringify(test));
    const found = promtool(['test', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect(found).toBe('');
  });
});

function annotationsOf(alert: string, stream: string): { summary: string; description: string } {
  const { summary = '', description = '' } = rules.find((rule) => rule.alert === alert)?.annotations ?? {};
  const filled = (text: string) =>
    text.replaceAll('{{ $labels.stream }}', stream).replaceAll('{{ $labels.instance }}', 'r');
  return { summary: filled(summary), description: filled(description) };
}
