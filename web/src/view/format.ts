/* SPDX-License-Identifier: MIT
 *
 * Numbers for people: sizes, rates, times. Sizes use powers of 1000, as file managers do, with
 * three digits at most.
 */

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** "12.3 MB" */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaleBytes(bytes);
  return `${value} ${unit}`;
}

/** "12.3 of 45 MB": both numbers in the unit of the whole, so that they compare at a glance. */
export function formatPart(part: number, whole: number, of = 'of'): string {
  const { value, unit, factor } = scaleBytes(whole);
  const decimals = factor === 1 ? 0 : decimalsFor(whole / factor);
  return `${(part / factor).toFixed(decimals)} ${of} ${value} ${unit}`;
}

/** "4.2 MB/s" */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** "8 s", "2 min 5 s", "1 h 10 min" */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinUnits(minutes, 'min', seconds % 60, 's');
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** "31 Jan, 14:05", in the language of the browser. */
export function formatTime(wallMs: number): string {
  return new Date(wallMs).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** The share in whole percent; 100 only where the part is the whole. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return 100;
  return Math.max(0, Math.min(100, Math.floor((part * 100) / whole)));
}

function scaleBytes(bytes: number): { value: string; unit: string; factor: number } {
  let step = 0;
  let factor = 1;
  // 999.5 would be shown as "1000".
  while (step < UNITS.length - 1 && Math.round(bytes / factor) >= 1000) {
    step++;
    factor *= 1000;
  }
  const amount = bytes / factor;
  const decimals = factor === 1 ? 0 : decimalsFor(amount);
  return {
    value: String(Number(amount.toFixed(decimals))),
    unit: bytes === 1 ? 'byte' : (UNITS[step] ?? 'PB'),
    factor,
  };
}

/** Gives three digits in all. */
function decimalsFor(amount: number): number {
  if (amount >= 99.95) return 0;
  return amount >= 9.995 ? 1 : 2;
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
