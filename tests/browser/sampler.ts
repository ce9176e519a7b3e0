/* SPDX-License-Identifier: MIT
 *
 * A sampler inside the page, there from its first moment and again after a reload: it reads what is
 * shown, and only then is the server's disk looked at.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

/** What the page shows of its first file at one moment. */
interface Shown {
  /** The width of the fill, 0 to 1; null where the bar says that it does not know. */
  readonly share: number | null;
  readonly percent: number | null;
  readonly phase: string;
  readonly note: string;
  /** The state of the news, as its dot shows it. */
  readonly health: string;
  readonly healthText: string;
}

export interface Sample extends Shown {
  readonly at: number;
  /** Bytes on the server's disk, read just after. */
  readonly stored: number;
}

const ANNOUNCED = /resumed from|started again/;

export class Sampler {
  readonly samples: Sample[] = [];
  #id = '';

  /** Before the page is opened; `spool` is that of its site. */
  async install(page: Page, spool: string): Promise<void> {
    page.on('response', (response) => {
      const url = response.headers().location ?? '';
      this.#id = /\/uploads\/([0-9a-f]{32})\./.exec(url)?.[1] ?? this.#id;
    });
    await page.exposeBinding('tellShown', (_source, shown: Shown) => {
      const data = join(spool, this.#id.slice(0, 2), this.#id, 'data');
      const stored = this.#id ? (statSync(data, { throwIfNoEntry: false })?.size ?? 0) : 0;
      this.samples.push({ ...shown, at: Date.now(), stored });
    });
    await page.addInitScript(lookAgainAndAgain);
  }

  /** The first moment from `since` on at which the news were not said to be live. */
  staleAt(since: number): number | undefined {
    return this.samples.find(({ at, health }) => at >= since && !/live|polling/.test(health))?.at;
  }

  /** It never fell unless that was said, and never was more than what was stored. */
  check(size: number): void {
    let most = 0;
    for (const { share, percent, note, stored } of this.samples) {
      if (share === null || percent === null) continue;
      const bytes = Math.round(share * size);
      if (!ANNOUNCED.test(note)) expect(bytes, 'it never falls').toBeGreaterThanOrEqual(most);
      most = bytes;
      expect(bytes, 'not more than what is on disk').toBeLessThanOrEqual(stored);
      expect(percent, 'the number is that of the bar').toBe(Math.floor(share * 100));
    }
  }
}

/** Runs in the page. */
function lookAgainAndAgain(): void {
  const { tellShown } = window as unknown as { tellShown(shown: Shown): Promise<void> };
  const look = (): Shown | null => {
    const root = document.querySelector('loadline-upload')?.shadowRoot;
    const file = root?.querySelector('loadline-file')?.shadowRoot;
    const bar = file?.querySelector('loadline-bar')?.shadowRoot;
    const pill = root?.querySelector('loadline-status')?.shadowRoot?.querySelector('.pill');
    const now = bar?.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow');
    const fill = bar?.querySelector<HTMLElement>('.bytes .fill')?.style.getPropertyValue('--share');
    if (!file || !bar || now === undefined || fill === undefined) return null;
    return {
      share: now === null ? null : Number(fill),
      percent: now === null ? null : Number(now),
      phase: file.querySelector<HTMLElement>('.row')?.dataset.phase ?? '',
      note: file.querySelector('.note')?.textContent ?? '',
      health: pill?.getAttribute('data-state') ?? '',
      healthText: pill?.textContent ?? '',
    };
  };
  const again = async () => {
    for (;;) {
      const shown = look();
      if (shown) await tellShown(shown);
      await new Promise(requestAnimationFrame);
    }
  };
  void again();
}
