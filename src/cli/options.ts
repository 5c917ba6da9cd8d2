import { resolve } from 'node:path';
import type { RouterTarget } from '../api/client.js';
import { StateFolder } from '../util/state-folder.js';

/** Options that every command has. */
export interface CommonOptions {
  readonly config: string;
  readonly format: 'text' | 'json';
  readonly stateDir?: string;
}

export interface RemoteOptions extends CommonOptions {
  /** Address of a remote router. */
  readonly url?: string;
}

export function stateFolderOf(options: CommonOptions): StateFolder {
  return options.stateDir === undefined
    ? StateFolder.forConfiguration(resolve(options.config), process.env)
    : new StateFolder(options.stateDir);
}

export function routerOf(options: RemoteOptions): RouterTarget {
  return options.url === undefined
    ? { socketPath: stateFolderOf(options).routerSocket }
    : { url: options.url };
}
