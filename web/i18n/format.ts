import { language } from './language.js';
import { t } from './text.js';

/** Such as `12,345` or `12 345`. */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value);
}

/** Bits per second, such as `2.5 Mbit/s`. */
export function formatBitRate(bitsPerSecond: number): string {
  const { bitPerSecond, kilobitPerSecond, megabitPerSecond } = t().units;
  if (bitsPerSecond < 1_000) return `${formatNumber(bitsPerSecond)} ${bitPerSecond}`;
  if (bitsPerSecond < 1_000_000) return `${formatNumber(bitsPerSecond / 1_000)} ${kilobitPerSecond}`;
  return `${formatNumber(bitsPerSecond / 1_000_000, 1)} ${megabitPerSecond}`;
}

export function formatFrameRate(framesPerSecond: number): string {
  return `${formatNumber(framesPerSecond, 1)} ${t().units.framesPerSecond}`;
}

/** Such as `512 MB`, by powers of 1000. */
export function formatBytes(bytes: number): string {
  const { byte, kilobyte, megabyte, gigabyte, terabyte } = t().units;
  const units = [byte, kilobyte, megabyte, gigabyte, terabyte];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${units[power] ?? byte}`;
}

/** The two largest units, such as `42 s`, `5 min 10 s`, `3 h 12 min`, `4 d 2 h`. */
export function formatDuration(ms: number): string {
  const { second, minute, hour, day } = t().units;
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} ${second}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined([minutes, minute], [seconds % 60, second]);
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? joined([hours, hour], [minutes % 60, minute])
    : joined([Math.floor(hours / 24), day], [hours % 24, hour]);
}

/** Time of the day, in the zone of the browser. */
export function formatTime(ms: number): string {
  const { value } = language;
  return new Intl.DateTimeFormat(value, { timeStyle: 'medium', hourCycle: 'h23' }).format(ms);
}

/** Day and time, in the zone of the browser. */
export function formatDateTime(ms: number): string {
  return new Intl.DateTimeFormat(language.value, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(ms);
}

function joined(...parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}
