/* SPDX-License-Identifier: MIT
 *
 * The demo page as a test sees it: choosing files, slowing the line down, and
 * a sampler inside the page that notes everything the bar ever shows.
 */
import type { CDPSession, Locator, Page, Request } from '@playwright/test';

/**
 * The next request with bytes of a file that the server knows already. The row says "uploading"
 * before: until the server has answered the creation, the page cannot delete or resume anything.
 */
export function nextBytes(page: Page): Promise<Request> {
  return page.waitForRequest((asked) => asked.method() === 'PATCH');
}

export class UploadPage {
  readonly page: Page;
  readonly file: Locator;
  readonly bar: Locator;
  readonly status: Locator;
  /** Each session has limits of its own: the first one's would stay. */
  #session: CDPSession | undefined;

  constructor(page: Page) {
    this.page = page;
    this.file = page.locator('loadline-file .row');
    this.bar = page.getByRole('progressbar');
    this.status = page.locator('loadline-status .pill');
  }

  async open(): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('button', { name: 'Choose files' }).waitFor();
  }

  /** Chooses files as a person does: by the button and the browser's chooser. */
  async choose(...paths: string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(paths);
  }

  /** What the bar says. */
  async percent(): Promise<number> {
    return Number(await this.bar.getAttribute('aria-valuenow'));
  }

  /** Limits what leaves the page, in bytes/s; -1: no longer. */
  async slowDown(bytesPerSecond: number): Promise<void> {
    this.#session ??= await this.page.context().newCDPSession(this.page);
    await this.#session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  }

  /** Notes each value that the bar shows from now on. */
  async sample(): Promise<void> {
    await this.page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      const look = () => {
        const bar = document
          .querySelector('loadline-upload')
          ?.shadowRoot?.querySelector('loadline-file')
          ?.shadowRoot?.querySelector('loadline-bar')
          ?.shadowRoot?.querySelector('[role=progressbar]');
        const value = Number(bar?.getAttribute('aria-valuenow') ?? '-1');
        if (value >= 0 && seen.at(-1) !== value) seen.push(value);
        requestAnimationFrame(look);
      };
      look();
    });
  }

  /** What the bar has shown, in order, without repeats. */
  async samples(): Promise<number[]> {
    return this.page.evaluate(() => (window as unknown as { seen: number[] }).seen);
  }
}
