/* SPDX-License-Identifier: MIT
 *
 * Reads values that came as JSON: a function per type, each with an answer for a value that is of
 * another type.
 */

/** A plain object, as opposed to null, an array or a scalar. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text in JSON says; null where it is none. */
export function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** A number that is not infinite; null for anything else. */
export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number above zero; null for anything else. */
export function positiveNumber(value: unknown): number | null {
  const it = finiteNumber(value);
  return it !== null && it > 0 ? it : null;
}

/** An empty string says as little as null does. */
export function nonEmptyText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
