import { resolve } from 'node:path';
import type { RouterTarget } from '../api/client.js';
import type { LabelSelector } from '../state/label-selector.js';
import type { StreamSpec } from '../state/stream.js';
import type { RouterStatus } from '../status/router-status.js';
import { StateFolder } from '../util/state-folder.js';

/** Options that every command has. */
export interface CommonOptions<Format extends string = 'text' | 'json'> {
  readonly config: string;
  readonly format: Format;
  readonly stateDir?: string;
}

export interface RemoteOptions<Format extends string = 'text' | 'json'> extends CommonOptions<Format> {
  /** Address of a remote router. */
  readonly url?: string;
  /** For that router. */
  readonly token?: string;
}

/** Commands about all streams, or about some of them. */
export interface SelectingOptions {
  /** By their labels; undefined: all. */
  readonly selector?: LabelSelector;
}

export function selected<T extends Pick<StreamSpec, 'labels'>>(
  streams: readonly T[],
  { selector }: SelectingOptions,
): readonly T[] {
  return selector === undefined ? streams : streams.filter(({ labels }) => selector(labels));
}

/** Whether no stream of a router has the labels that were asked for, nor a pattern that has none at the moment. */
export function isNothingSelected(
  { streams, configuration: { patterns } }: RouterStatus,
  options: SelectingOptions,
): boolean {
  return options.selector !== undefined && selected([...streams, ...patterns], options).length === 0;
}

/** Labels may be misspelt: what asks for all of none is an error, not done. */
export const NOTHING_SELECTED = {
  ok: false,
  problem: 'No stream has these labels.',
  remedy: 'See "kazstreamlink status --format json", or "labels" in the file.',
} as const;

export function stateFolderOf(options: CommonOptions<string>): StateFolder {
  return options.stateDir === undefined
    ? StateFolder.forConfiguration(resolve(options.config), process.env)
    : new StateFolder(options.stateDir);
}

export function routerOf(options: RemoteOptions<string>): RouterTarget {
  return options.url === undefined
    ? { socketPath: stateFolderOf(options).routerSocket }
    : { url: options.url, token: options.token ?? null };
}
