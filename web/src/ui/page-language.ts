/* SPDX-License-Identifier: MIT
 *
 * The language of an element: that of the nearest `lang`, now and when the page changes it. The
 * direction follows, unless the page has said it at the same place or nearer.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isRightToLeft } from '../view/say.js';
import type { Tables } from '../view/tables.js';
import { languageOf, languageSource, WORDS, type Words, wordsFor } from '../view/words.js';

type Host = ReactiveControllerHost & HTMLElement;
type AnyTables = Pick<Tables<{ readonly language: string }>, 'find' | 'has' | 'load' | 'subscribe'>;

export class PageLanguage implements ReactiveController {
  readonly #host: Host;
  readonly #tables: readonly AnyTables[];
  readonly #choose: () => void;
  /** The language whose words were chosen last. */
  #tag: string | null = null;
  /** The direction that the element has from here, not from the page. */
  #dir = '';
  #observer: MutationObserver | null = null;
  #unsubscribers: readonly (() => void)[] = [];

  /** `choose` takes the words anew; until a table has the language they are English. */
  constructor(host: Host, tables: readonly AnyTables[], choose: () => void) {
    this.#host = host;
    this.#tables = tables;
    this.#choose = choose;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new MutationObserver(() => this.#follow());
    this.#observer.observe(document, {
      attributes: true,
      attributeFilter: ['lang', 'dir'],
      subtree: true,
    });
    this.#unsubscribers = this.#tables.map((tables) => tables.subscribe(() => this.#renew()));
    this.#renew();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    for (const unsubscribe of this.#unsubscribers) unsubscribe();
  }

  /** Chooses also where the language is the same. */
  #renew(): void {
    this.#tag = null;
    this.#follow();
  }

  #follow(): void {
    const tag = languageOf(this.#host);
    if (tag !== this.#tag) {
      this.#tag = tag;
      this.#choose();
      void this.#load(tag);
    }
    this.#turn(tag);
  }

  async #load(tag: string): Promise<void> {
    if (this.#tables.every((tables) => tables.has(tag))) return;
    await Promise.all(this.#tables.map((tables) => tables.load(tag)));
    if (tag !== this.#tag || !this.#host.isConnected) return;
    this.#choose();
    this.#turn(tag);
  }

  /** Sets the direction of the words that show. */
  #turn(tag: string): void {
    const host = this.#host;
    if (host.dir !== this.#dir) return; // the page's own
    const dir = this.#isDirectionSaid() ? '' : this.#directionOf(tag);
    if (dir === this.#dir) return;
    this.#dir = dir;
    if (dir === '') host.removeAttribute('dir');
    else host.dir = dir;
  }

  /** The direction of the words; empty where it is the one around the element anyway. */
  #directionOf(tag: string): string {
    const known = this.#tables.find((tables) => tables.has(tag));
    const parent = parentOf(this.#host);
    if (!known || !parent) return '';
    const dir = isRightToLeft(known.find(tag).language) ? 'rtl' : 'ltr';
    return dir === (getComputedStyle(parent).direction || 'ltr') ? '' : dir;
  }

  /** Whether the page says the direction where it says the language, or nearer. */
  #isDirectionSaid(): boolean {
    const source = languageSource(this.#host);
    for (let each = parentOf(this.#host); source !== this.#host && each; each = parentOf(each)) {
      if (each.hasAttribute('dir')) return true;
      if (each === source) return false;
    }
    return source === null;
  }
}

/** Keeps an element's words those of its language, unless the page has given it words. */
export function followLanguage(host: Host & { words: Words }): void {
  let chosen = host.words;
  new PageLanguage(host, [WORDS], () => {
    if (host.words !== chosen) return;
    chosen = wordsFor(host);
    host.words = chosen;
  });
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
