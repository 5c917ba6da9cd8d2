import type { Peers } from './peers.js';
import type { Processes } from './processes.js';

/** One file of bench/: measures something, and says beside what and within which bound. */
export interface Benchmark {
  readonly name: string;
  /** One line for the list of benchmarks. */
  readonly about: string;
  /** Longest time that it may take, in milliseconds. */
  readonly deadlineMs: number;
  run(context: BenchContext): Promise<readonly Measurement[]>;
}

export interface BenchContext {
  /** Every process is started here, and ended when the benchmark is over, whatever happened. */
  readonly processes: Processes;
  /** A folder of its own for sockets, state and configurations; removed afterwards. */
  readonly folder: string;
  readonly peers: Peers;
  /** Seeded: the same sequence in each run, from 0 to below 1. */
  readonly random: () => number;
  /** One line about how it goes on, for whoever waits. */
  say(text: string): void;
}

/** A row of the table. Values are in `unit`; less is better. */
export interface Measurement {
  readonly metric: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: { readonly name: string; readonly value: number } | null;
  readonly bound: Bound | null;
  /** What the values were taken from, and what explains them. */
  readonly details: Readonly<Record<string, number | string | readonly number[]>>;
}

/** The most that `ours`, or `ours` divided by the reference, may be. */
export type Bound =
  | { readonly of: 'ratio'; readonly atMost: number }
  | { readonly of: 'ours'; readonly atMost: number };

/** Ours divided by the reference; null without one. */
export function ratioOf({ ours, reference }: Measurement): number | null {
  return reference === null ? null : ours / reference.value;
}

/** Whether the bound is kept; null where there is none. */
export function isWithinBound(measurement: Measurement): boolean | null {
  const { bound, ours } = measurement;
  if (bound === null) return null;
  const measured = bound.of === 'ours' ? ours : ratioOf(measurement);
  return measured === null ? null : measured <= bound.atMost;
}
