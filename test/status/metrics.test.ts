import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/status/metrics.js';
import { routerStatus } from '../../src/status/router-status.js';
import { hasPromtool, promtool } from '../deploy/promtool.js';
import { desired, observed } from '../state-samples.js';
import { metricsInput, sampleMetrics } from './sample-metrics.js';

const text = await sampleMetrics();
const lines = text.split('\n');
/** Series of a metric, without its prefix. */
const series = (name: string, of = lines) =>
  of.filter((line) => new RegExp(`^kazstreamlink_${name}[{ ]`).test(line)).map((line) => line.slice(14));

describe('the metrics', () => {
  it('count restarts by reason', () => {
    expect(series('stream_restarts_total')).toEqual([
      'stream_restarts_total{stream="runs",reason="Asked"} 1',
      'stream_restarts_total{stream="fails",reason="SourceRefused"} 4',
      'stream_restarts_total{stream="fails",reason="Failback"} 1',
    ]);
  });

  it('tell how old the last media is, and for how long is waited', () => {
    expect(series('stream_media_age_seconds')).toEqual([
      'stream_media_age_seconds{stream="runs"} 0.5',
      'stream_media_age_seconds{stream="fails"} 60',
    ]);
    expect(series('stream_backoff_seconds')).toEqual([
      'stream_backoff_seconds{stream="runs"} 0',
      'stream_backoff_seconds{stream="fails"} 3',
      'stream_backoff_seconds{stream="waits"} 0',
      'stream_backoff_seconds{stream="off"} 0',
    ]);
  });

  it('tell what runs, and what goes through', () => {
    expect(series('stream_running').map((line) => line.slice(-1))).toEqual(['1', '0', '0', '0']);
    expect(series('stream_enabled').map((line) => line.slice(-1))).toEqual(['1', '1', '1', '0']);
    expect(series('stream_phase').map((line) => line.slice(-1))).toEqual(['3', '6', '1', '0']);
    expect(series('stream_readers')).toEqual(['stream_readers{stream="runs"} 2']);
    expect(series('stream_received_bytes_total')).toEqual([
      'stream_received_bytes_total{stream="runs"} 1000',
    ]);
    expect(series('stream_sent_bytes_total')).toEqual(['stream_sent_bytes_total{stream="runs"} 2000']);
    expect(series('stream_dropped_packets_total')).toEqual(['stream_dropped_packets_total{stream="runs"} 4']);
  });

  it('tell of the configuration', () => {
    expect(series('config_last_reload_successful')).toEqual(['config_last_reload_successful 1']);
    expect(series('config_info')).toEqual([
      'config_info{hash="0123456789abcdef",revision="1f0c6e9b2d7a4853f61e0b9c8d7a6f5e4c3b2a19"} 1',
    ]);
    expect(series('config_last_reload_success_timestamp_seconds')).toEqual([
      'config_last_reload_success_timestamp_seconds 1000',
    ]);
    expect(series('build_info')).toEqual(['build_info{version="1.2.3"} 1']);
  });

  it('tell of the process of the router', () => {
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });

  it('have the labels of the file as labels, whatever stands in them', () => {
    expect(series('stream_info')).toEqual([
      'stream_info{label_site="north",label_9_odd_name="x",stream="runs",path="runs",server="embedded"} 1',
      'stream_info{label_site="a \\"quoted\\"\\\\ text\\n",stream="fails",path="fails",server="embedded"} 1',
      'stream_info{stream="waits",path="waits",server="embedded"} 1',
      'stream_info{stream="off",path="off",server="embedded"} 1',
    ]);
  });

  it('have no state as a label of a value', () => {
    const phases = 'pending|starting|running|stalled|stopping|backoff|failed|disabled';
    expect(lines.filter((line) => new RegExp(`^kazstreamlink.*="(?:${phases})"`).test(line))).toEqual([]);
  });

  it('forget streams that are gone, and what the file said before', async () => {
    const metrics = new Metrics();
    await metrics.text(metricsInput());
    const { router, configuration } = metricsInput().status;
    const now = {
      router,
      configuration: { ...configuration, liveHash: 'fedcba9876543210', revision: null },
      desired: desired(),
      observed: observed(),
    };
    const after = (await metrics.text({ ...now, status: routerStatus(now), liveSinceMs: 1 })).split('\n');
    expect(after.filter((line) => line.includes('stream="'))).toEqual([]);
    expect(series('config_info', after)).toEqual(['config_info{hash="fedcba9876543210"} 1']);
  });

  it('say that a file is invalid, and that nothing is live', async () => {
    const input = metricsInput();
    const problem = { since: '', hash: 'x', diagnostics: [] };
    const status = { ...input.status, configuration: { ...input.status.configuration, problem } };
    const invalid = (await new Metrics().text({ ...input, status })).split('\n');
    expect(series('config_last_reload_successful', invalid)).toEqual(['config_last_reload_successful 0']);
    expect(series('config_info', invalid)).toHaveLength(1);
    const nothing = { ...status.configuration, liveHash: null };
    const empty = await new Metrics().text({
      ...input,
      status: { ...status, configuration: nothing },
      liveSinceMs: null,
    });
    expect(series('config_info', empty.split('\n'))).toEqual([]);
  });

  it.runIf(hasPromtool)('are as Prometheus wants them', () => {
    expect(promtool(['check', 'metrics'], text)).toBe('');
  });
});
