/** UDP or TCP ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `50000-50999`; undefined for what is none, or has no room for a pair of an even port and the one after it. */
export function parsePortRange(text: string): PortRange | undefined {
  const { from, to } = /^(?<from>\d{1,5})-(?<to>\d{1,5})$/.exec(text)?.groups ?? {};
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first < 1 || last > 65_535) return undefined;
  return firstEven(first) + 1 <= last ? { first, last } : undefined;
}

/** The even ports of which the next one is in the range as well. */
export function evenPorts({ first, last }: PortRange): number[] {
  const ports: number[] = [];
  for (let port = firstEven(first); port + 1 <= last; port += 2) ports.push(port);
  return ports;
}

function firstEven(port: number): number {
  return port + (port % 2);
}
