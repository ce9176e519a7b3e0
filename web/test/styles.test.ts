/* SPDX-License-Identifier: MIT
 *
 * @vitest-environment node
 *
 * The style sheets in the sources. A browser skips a rule that it cannot parse, and says nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SOURCES = new URL('../src/', import.meta.url);
const SHEET = /css`([^`]*)`/g;

function sheets(): [string, string][] {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, SOURCES), 'utf8');
      return [...text.matchAll(SHEET)].map((match): [string, string] => [name, match[1] ?? '']);
    });
}

describe('the style sheets', () => {
  it('are found', () => {
    expect(sheets().length).toBeGreaterThan(5);
  });

  it.each(sheets())('of %s have whole comments only', (_name, sheet) => {
    const rules = sheet.replaceAll(/\/\*.*?\*\//gs, '');

    expect(rules).not.toMatch(/\*\/|\/\*/);
  });

  // The transform's origin has no logical form: a rule for :dir(rtl) stands beside it.
  it.each(sheets())('of %s know no left and right', (_name, sheet) => {
    const sides = sheet.match(/[^\n]*(?<!\.)\b(left|right)\b[^\n]*/g) ?? [];

    expect(sides.filter((line) => !/^\s*transform-origin: (left|right);$/.test(line))).toEqual([]);
    expect(sheet).not.toMatch(/[^-](width|height|margin-top|padding-top):/);
  });
});
