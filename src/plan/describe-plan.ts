import { causeText } from '../state/cause.js';
import { publicNamesOf, type StreamSpec, serverText, sourcesText } from '../state/stream.js';
import { formatNetworkAddress, type NetworkAddress } from '../util/network-address.js';
import { redactUrls } from '../util/redact.js';
import type { Operation, Plan } from './operation.js';

/** A plan as data for people and scripts; credentials are taken out. */
export function describePlan({ operations }: Pick<Plan, 'operations'>): PlannedChange[] {
  return operations.map(describeOperation);
}

export interface PlannedChange {
  readonly kind: PlannedKind;
  /** Name of the stream or of the pattern, or `listen.rtsp`. */
  readonly name: string;
  /** What is there afterwards: `SOURCE → OUTPUT`, or an address; null for a stop. */
  readonly becomes: string | null;
  readonly cause: string;
  /** The stream was there before, with other keys; false for one that is new, and for others. */
  readonly isChange: boolean;
  /** The new process takes the path over from the one that runs: readers see no gap. */
  readonly isTakeover: boolean;
}

/** An operation, or a pattern that makes other streams from now on. */
export type PlannedKind = Operation['kind'] | 'pattern';

/** One line a change and a summary, as a reviewer reads it. */
export function renderPlan(changes: readonly PlannedChange[]): string {
  if (changes.length === 0) return 'No changes.';
  const width = Math.max(...changes.map(({ name }) => name.length));
  const lines = changes.map(
    (change) => `${SIGNS[shownKind(change)]} ${change.name.padEnd(width)}  ${textOf(change)}`,
  );
  return `${lines.join('\n')}\n\n${summary(changes)}`;
}

/** One that did not run and is started with other keys is shown as the change that it is. */
export function shownKind({ kind, isChange }: PlannedChange): PlannedKind {
  return kind === 'start' && isChange ? 'restart' : kind;
}

const SIGNS: Readonly<Record<PlannedKind, string>> = {
  start: '+',
  restart: '~',
  stop: '-',
  update: '*',
  listen: '=',
  pattern: '%',
};

/** What happens and why, in a line. */
export function textOf({ kind, becomes, cause, isChange, isTakeover }: PlannedChange): string {
  switch (kind) {
    case 'start':
      return isChange ? `${cause} (starts)` : (becomes ?? '');
    case 'restart':
      return `${cause} (${isTakeover ? 'restarts without a gap' : 'restarts'})`;
    case 'stop':
      return `stops: ${cause}`;
    case 'update':
      return `${cause} (no restart)`;
    case 'listen':
      return `${cause} (no stream is touched)`;
    case 'pattern':
      if (becomes === null) return `pattern goes: ${cause}`;
      return isChange ? `pattern changes: ${cause}` : `new pattern: ${becomes}`;
  }
}

/** Such as `1 to start, 2 to stop.` */
export function summary(changes: readonly PlannedChange[]): string {
  const counted = (Object.keys(SIGNS) as PlannedKind[])
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => countText(kind, count));
  return `${counted.join(', ')}.`;
}

function countText(kind: PlannedKind, count: number): string {
  if (kind === 'pattern') return count === 1 ? '1 pattern changes' : `${count} patterns change`;
  return `${count} to ${kind === 'listen' ? 'rebind' : kind}`;
}

function describeOperation(operation: Operation): PlannedChange {
  switch (operation.kind) {
    case 'start':
    case 'restart':
    case 'update': {
      const { spec, cause } = operation;
      const isChange = cause.kind === 'changed';
      return {
        kind: operation.kind,
        name: spec.name,
        becomes: routeOf(spec),
        cause: causeText(cause),
        isChange,
        isTakeover: operation.kind === 'restart' && operation.takeover !== null,
      };
    }
    case 'stop':
      return {
        kind: 'stop',
        name: operation.name,
        becomes: null,
        cause: causeText(operation.cause),
        isChange: false,
        isTakeover: false,
      };
    case 'listen': {
      const [from, to] = [addressText(operation.from), addressText(operation.to)];
      return {
        kind: 'listen',
        name: `listen.${operation.listener}`,
        becomes: to,
        cause: `${from} → ${to}`,
        isChange: false,
        isTakeover: false,
      };
    }
  }
}

/** `SOURCE → OUTPUT`, redacted. */
export function routeOf(spec: StreamSpec): string {
  const names = new Set(publicNamesOf(spec));
  return `${redactUrls(sourcesText(spec.sources), names)} → ${redactUrls(serverText(spec.server), names)}/${spec.path}`;
}

function addressText(address: NetworkAddress | null): string {
  return address === null ? 'off' : formatNetworkAddress(address);
}
