/* SPDX-License-Identifier: MIT
 *
 * Names of files, as each language joins them.
 */
import { expect, it } from 'vitest';
import { nameList } from '../src/view/name-list.js';
import { ENGLISH, WORDS, type Words } from '../src/view/words.js';

async function wordsOf(language: string): Promise<Words> {
  await WORDS.load(language);
  return WORDS.find(language);
}

it('has the comma of the language', async () => {
  const names = ['a.txt', 'b.txt', 'c.txt'];
  expect(nameList(names, ENGLISH)).toBe('a.txt, b.txt, c.txt');
  expect(nameList(names, await wordsOf('fr'))).toBe('a.txt, b.txt, c.txt');
  expect(nameList(names, await wordsOf('ja'))).toBe('a.txt、b.txt、c.txt');
  expect(nameList(names, await wordsOf('zh'))).toBe('a.txt、b.txt、c.txt');
});

it('keeps names apart where it is written from right to left', async () => {
  const arabic = nameList(['a.txt', 'b.txt'], await wordsOf('ar'));
  expect(arabic).toBe('\u2068a.txt\u2069، \u2068b.txt\u2069');
});

it('counts the names that it does not show, as the language writes numbers', async () => {
  const names = Array.from({ length: 1239 }, (_, i) => `${i}`);
  expect(nameList(names, await wordsOf('de'))).toBe('0, 1, 2, 3, 4, … (+1.234)');
});

it('is empty without names, and takes names as they are, made safe', () => {
  expect(nameList([], ENGLISH)).toBe('');
  expect(nameList(['{first}\n', '$&\u202e'], ENGLISH)).toBe('{first} , $&\ufffd');
});
