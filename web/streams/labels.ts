import type { StreamStatus } from '../../src/api/contract.js';

/** The labels of a stream as `key=value`, in the order of the file. */
export function labelTexts({ labels }: Pick<StreamStatus, 'labels'>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** All that any stream has, each once, sorted. */
export function allLabels(streams: readonly StreamStatus[]): string[] {
  return [...new Set(streams.flatMap(labelTexts))].sort((a, b) => ORDER.compare(a, b));
}

const ORDER = new Intl.Collator('en', { numeric: true });
