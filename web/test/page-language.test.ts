/* SPDX-License-Identifier: MIT
 *
 * The language and the direction of an element, as its page has them and changes them.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { addWords, ENGLISH, LoadlineUpload } from '../src/index.js';
import { WORDS } from '../src/view/words.js';

const page = document.documentElement;

beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json({}));
});

afterEach(() => {
  document.body.replaceChildren();
  for (const name of ['lang', 'dir']) page.removeAttribute(name);
  vi.unstubAllGlobals();
});

function show(change: Partial<LoadlineUpload> = {}, parent: Node = document.body): LoadlineUpload {
  const element = Object.assign(new LoadlineUpload(), { multiple: true, ...change });
  parent.appendChild(element);
  return element;
}

async function says(element: LoadlineUpload, text: string): Promise<void> {
  await vi.waitFor(() => expect(element.renderRoot.textContent).toContain(text), 10_000);
}

it('is English at first, and then the language of the page', async () => {
  page.lang = 'sv-FI';
  const element = show();
  await element.updateComplete;
  expect(element.renderRoot.textContent).toContain('Choose files');
  await says(element, 'Välj filer');
  expect(element.words.language, 'for its numbers').toBe('sv-FI');
});

it('stays English where nobody has the language', async () => {
  for (const lang of ['tlh', 'i-klingon', 'x', '-']) {
    page.lang = lang;
    const element = show();
    await element.updateComplete;
    expect(element.words).toBe(ENGLISH);
  }
  const element = show();
  expect(element.hasAttribute('dir')).toBe(false);
});

it('follows its own lang before the page’s, from inside of a shadow too', async () => {
  page.lang = 'fr';
  await says(show({ lang: 'pl' }), 'Wybierz pliki');
  const frame = document.createElement('div');
  document.body.append(frame);
  await says(show({}, frame.attachShadow({ mode: 'open' })), 'Choisir des fichiers');
});

it('changes with the page, and turns around', async () => {
  page.lang = 'it';
  const element = show();
  await says(element, 'Scegli file');
  page.lang = 'ar';
  await says(element, 'اختيار الملفات');
  expect(element.dir).toBe('rtl');
  page.lang = 'it';
  await says(element, 'Scegli file');
  expect(element.hasAttribute('dir')).toBe(false);
});

it('leaves the direction to a page that says it', async () => {
  Object.assign(page, { lang: 'he', dir: 'rtl' });
  const element = show();
  await says(element, 'בחירת קבצים');
  expect(element.hasAttribute('dir'), 'the page’s is enough').toBe(false);
  page.dir = 'ltr';
  await Promise.resolve();
  expect(element.hasAttribute('dir'), 'the page wants it so').toBe(false);
  const own = show({ dir: 'ltr' });
  await says(own, 'בחירת קבצים');
  expect(own.dir).toBe('ltr');
});

it('leaves words alone that the page has given', async () => {
  page.lang = 'nl';
  const element = show({ words: { ...ENGLISH, choose: 'Pick files' } });
  await says(element, 'Pick files');
  page.lang = 'sv';
  await new Promise((resolve) => setTimeout(resolve));
  await says(element, 'Pick files');
});

it('has the page’s texts for a language, and English ones for the rest', async () => {
  addWords('eo', { language: 'eo', choose: 'Elektu dosierojn', phase: { done: 'Finita' } });
  page.lang = 'eo';
  const element = show();
  await says(element, 'Elektu dosierojn');
  expect(element.words).toMatchObject({
    language: 'eo',
    drop: ENGLISH.drop,
    phase: { done: 'Finita', failed: 'Failed' },
  });
});

it('shows texts that the page adds later', async () => {
  page.lang = 'ia';
  const element = show();
  await says(element, ENGLISH.choose);
  addWords('ia', { language: 'ia', choose: 'Eliger files' });
  await says(element, 'Eliger files');
  element.remove();
  addWords('ia', { language: 'ia', choose: 'Selige files' });
  expect(element.words.choose, 'of a removed element').toBe('Eliger files');
  document.body.append(element);
  await says(element, 'Selige files');
});

it('does not change to a script that its readers may not know', async () => {
  for (const tag of ['zh-TW', 'zh-Hant', 'zh-HK', 'zh-Hant-MO']) {
    await WORDS.load(tag);
    expect([tag, WORDS.find(tag).language]).toEqual([tag, 'en']);
  }
  for (const tag of ['zh', 'zh-CN', 'zh-Hans', 'zh-SG']) {
    await WORDS.load(tag);
    expect([tag, WORDS.find(tag).language]).toEqual([tag, tag]);
  }
  expect(WORDS.find('zh-TW').language, 'with the other script there').toBe('en');
  addWords('zh-Hant', { language: 'zh-Hant', choose: '選擇檔案' });
  expect(WORDS.find('zh-TW')).toMatchObject({ language: 'zh-TW', choose: '選擇檔案' });
  addWords('zh', { language: 'zh', choose: '选文件' });
  expect(WORDS.find('zh-Hant').choose, 'the page’s other texts stay').toBe('選擇檔案');
  expect(WORDS.find('zh-CN').choose).toBe('选文件');
});
