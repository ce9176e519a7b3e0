/* SPDX-License-Identifier: MIT
 *
 * Numbers for people, as their language writes them: sizes, rates, times. Sizes use powers of 1000,
 * as file managers do, with three digits at most.
 */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

const TIME_UNITS = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Makes each value once per key: the formatters of Intl are slow to make. */
export function memo<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Value;
  };
}

/** The formatter for a language and options, both as one text of JSON. */
const numbersBy = memo((key) => {
  const [language, options] = JSON.parse(key) as [string, Intl.NumberFormatOptions];
  return new Intl.NumberFormat(language, options);
});

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return numbersBy(JSON.stringify([language, options]));
}

const momentsOf = memo(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
);
const clockOf = memo((language) => new Intl.DateTimeFormat(language, { timeStyle: 'medium' }));
const distancesOf = memo((language) => new Intl.RelativeTimeFormat(language));

/** "10,000" */
export function formatNumber(value: number, language: string): string {
  return numbers(language, {}).format(value);
}

/** "45%", in pieces: languages put the sign before or behind the number. */
export function percentParts(percent: number, language: string): Intl.NumberFormatPart[] {
  return numbers(language, { style: 'percent' }).formatToParts(percent / 100);
}

/** "45%" */
export function formatPercent(percent: number, language: string): string {
  return numbers(language, { style: 'percent' }).format(percent / 100);
}

/** "12.3 MB" */
export function formatBytes(bytes: number, language: string): string {
  const { amount, step } = scaleBytes(bytes);
  return withUnit(amount, unitAt(step), language);
}

/** "4.2 MB/s" */
export function formatRate(bytesPerSecond: number, language: string): string {
  // Below a thousand a second, too: "byte/s" is a unit that nobody uses.
  const { amount, step } = scaleBytes(bytesPerSecond, 1);
  return withUnit(amount, `${unitAt(step)}-per-second`, language);
}

/** "12.3 of 45 MB" without the words: both in the unit of the whole, to compare at a glance. */
export function formatPartAndWhole(
  part: number,
  whole: number,
  language: string,
): { part: string; whole: string } {
  const { amount, step, factor } = scaleBytes(whole);
  const digits = factor === 1 ? 0 : decimalsFor(amount);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return {
    part: numbers(language, options).format(part / factor),
    whole: withUnit(amount, unitAt(step), language),
  };
}

/** "8 sec", "2 min 5 sec", "1 hr 10 min" */
export function formatDuration(ms: number, language: string): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const at = TIME_UNITS.findIndex(([unit, length]) => seconds >= length || unit === 'second');
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, length] of TIME_UNITS.slice(at, at + 2)) {
    const amount = Math.floor(rest / length);
    rest %= length;
    if (amount > 0 || parts.length === 0) parts.push(withUnit(amount, unit, language));
  }
  return parts.join(' ');
}

/** "5 seconds ago", "in 5 seconds": the time between a moment and now. */
export function formatDistance(ms: number, language: string): string {
  // 0 is past, which only its sign says.
  const seconds = Math.ceil(Math.abs(ms) / 1000) * (ms > 0 ? 1 : -1);
  const [unit, length] =
    TIME_UNITS.find(([, each]) => Math.abs(seconds) >= 2 * each) ?? TIME_UNITS[2];
  return distancesOf(language).format(Math.trunc(seconds / length), unit);
}

/** "31 Jan 2026, 14:05" */
export function formatTime(wallMs: number, language: string): string {
  return momentsOf(language).format(wallMs);
}

/** "14:05:09" */
export function formatClock(wallMs: number, language: string): string {
  return clockOf(language).format(wallMs);
}

/** The share in whole percent; 100 only where the part is the whole. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return 100;
  return Math.max(0, Math.min(100, Math.floor((part * 100) / whole)));
}

interface Scaled {
  readonly amount: number;
  /** Which of UNITS. */
  readonly step: number;
  readonly factor: number;
}

function scaleBytes(bytes: number, least = 0): Scaled {
  let step = least;
  let factor = 1000 ** least;
  // 999.5 would be shown as "1000".
  while (step < UNITS.length - 1 && Math.round(bytes / factor) >= 1000) {
    step++;
    factor *= 1000;
  }
  return { amount: bytes / factor, step, factor };
}

function unitAt(step: number): string {
  return UNITS[step] ?? 'petabyte';
}

function withUnit(amount: number, unit: string, language: string): string {
  return numbers(language, {
    style: 'unit',
    unit,
    // The short form of bytes has no plural.
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: decimalsFor(amount),
  }).format(amount);
}

/** Gives three digits in all. */
function decimalsFor(amount: number): number {
  if (amount >= 99.95) return 0;
  return amount >= 9.995 ? 1 : 2;
}
