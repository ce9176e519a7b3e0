/* SPDX-License-Identifier: MIT
 *
 * @vitest-environment node
 *
 * Every language, against English: the same keys, the forms that its counts have, the same values
 * in them. At run time a missing text is English; here it fails.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DASHBOARD_WORDS } from '../src/dashboard/words.js';
import { isRightToLeft, say } from '../src/view/say.js';
import { WORDS } from '../src/view/words.js';

const PLACE = /\{(\w+)\}/g;
const CATEGORIES: readonly string[] = ['zero', 'one', 'two', 'few', 'many', 'other'];

type Texts = Readonly<Record<string, unknown>>;

/** The languages beside English that a folder of the sources has a file for. */
function languagesOf(folder: string): string[] {
  const names = readdirSync(new URL(`../src/${folder}/`, import.meta.url));
  return names
    .map((name) => name.replace('.ts', ''))
    .filter((name) => name !== 'words' && name !== 'en');
}

/** The table as its file has it, without what English lends it. */
async function tableIn(folder: string, language: string): Promise<Texts> {
  const path = new URL(`../src/${folder}/${language}.ts`, import.meta.url).pathname;
  return ((await import(/* @vite-ignore */ path)) as { default: Texts }).default;
}

function isObject(value: unknown): value is Texts {
  return typeof value === 'object' && value !== null;
}

function isForms(value: unknown): value is Texts {
  return isObject(value) && Object.keys(value).every((key) => CATEGORIES.includes(key));
}

/** The texts by their path ("problem.network"); the forms of one text stay together. */
function textsOf(table: Texts, path = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([key, value]): [string, unknown][] =>
    isObject(value) && !isForms(value)
      ? textsOf(value, `${path}${key}.`)
      : [[`${path}${key}`, value]],
  );
}

function formsOf(text: unknown): [string, string][] {
  const forms = isForms(text) ? text : { other: text };
  return Object.entries(forms).map(([name, form]) => [name, String(form)]);
}

function placesOf(form: string): string[] {
  return [...form.matchAll(PLACE)].map(([, name]) => name ?? '').sort();
}

const KINDS = [
  { kind: 'visitors', folder: 'languages', tables: WORDS },
  { kind: 'dashboard', folder: 'dashboard/languages', tables: DASHBOARD_WORDS },
] as const;

const ALL = KINDS.flatMap((kind) =>
  languagesOf(kind.folder).map((language) => ({ ...kind, language })),
);

describe.each(ALL)('$language for the $kind', ({ folder, language, tables }) => {
  const english = new Map(textsOf(tables.find('en') as unknown as Texts));

  it('is loaded when it is asked for', async () => {
    expect(tables.find(language)).toBe(tables.find('en'));
    await tables.load(language);
    expect(tables.find(language).language).toBe(language);
  });

  it('has every text, and no other', async () => {
    const keys = textsOf(await tableIn(folder, language)).map(([path]) => path);
    expect(keys.sort()).toEqual([...english.keys()].sort());
  });

  it('has the forms that its counts need', async () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [path, text] of textsOf(await tableIn(folder, language))) {
      if (isForms(text)) expect(Object.keys(text).sort(), path).toEqual(pluralCategories.sort());
      else if (isForms(english.get(path))) expect(pluralCategories, path).toEqual(['other']);
    }
  });

  it('has the values of the English texts', async () => {
    for (const [path, text] of textsOf(await tableIn(folder, language))) {
      const [, wanted = ''] = formsOf(english.get(path)).find(([name]) => name === 'other') ?? [];
      for (const [form, said] of formsOf(text)) {
        // "One more" and "two more" need no number.
        const isExact = form === 'zero' || form === 'one' || form === 'two';
        const places = placesOf(wanted).filter((name) => !isExact || said.includes(`{${name}}`));
        expect(placesOf(said), `${path}, ${form}`).toEqual(places);
        expect(said.replace(PLACE, ''), path).not.toMatch(/[{}]|TODO|undefined/);
        expect(said.trim(), path).toBe(said);
        expect(said, path).not.toBe('');
      }
    }
  });

  it('is a language that Intl knows', () => {
    expect(Intl.NumberFormat.supportedLocalesOf(language)).toEqual([language]);
  });
});

describe('a sentence', () => {
  it('has the form for its count, and its numbers as the language writes them', () => {
    const files = { one: 'eine Datei', other: '{count} Dateien' };
    expect(say({ language: 'de' }, files, { count: 1 }, 1)).toBe('eine Datei');
    expect(say({ language: 'de' }, files, { count: 12_345 }, 12_345)).toBe('12.345 Dateien');
    const polish = { one: 'plik', few: '{n} pliki', many: '{n} plików', other: '{n} pliku' };
    const said = [1, 2, 5, 22].map((n) => say({ language: 'pl' }, polish, { n }, n));
    expect(said).toEqual(['plik', '2 pliki', '5 plików', '22 pliki']);
  });

  it('takes values as they are', () => {
    const name = 'a {name} $& $1 {x}';
    expect(say({ language: 'en' }, 'Remove: {name}, {missing}', { name })).toBe(
      `Remove: ${name}, {missing}`,
    );
  });

  it('keeps values apart where it is written from right to left', () => {
    expect(say({ language: 'ar' }, 'حذف: {name}', { name: 'a.txt' })).toBe(
      'حذف: \u2068a.txt\u2069',
    );
    expect(['ar', 'he', 'fa', 'ar-EG', 'de', 'ja'].filter(isRightToLeft)).toEqual([
      'ar',
      'he',
      'fa',
      'ar-EG',
    ]);
  });
});
