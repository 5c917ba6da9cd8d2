/** Such as `42s`, `5m`, `3h12m`, `4d2h`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h${minutes % 60}m` : `${Math.floor(hours / 24)}d${hours % 24}h`;
}

/** Such as `812B`, `4.2MB`, `318GB`: of 1000. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes}B`;
  const power = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)}${UNITS[power - 1] ?? ''}`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];
