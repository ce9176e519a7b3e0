/* SPDX-License-Identifier: MIT
 *
 * Reads values that came as JSON. There is a function per type; a value of another type gives null.
 */

/** Whether it is an object: not null, an array or a scalar. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a text; null where it is not JSON. */
export function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** A finite number; null for anything else. */
export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number above zero; null for anything else. */
export function positiveNumber(value: unknown): number | null {
  const it = finiteNumber(value);
  return it !== null && it > 0 ? it : null;
}

/** The last moment that a Date can hold, in ms since 1970; formatting a later one throws. */
const LAST_MOMENT = 8.64e15;

/** A time in ms since 1970; null for anything else. */
export function momentIn(value: unknown): number | null {
  const it = finiteNumber(value);
  return it !== null && Math.abs(it) <= LAST_MOMENT ? it : null;
}

/** A text that is not empty; null for anything else. */
export function nonEmptyText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The texts of an array; empty for anything else. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
