/* SPDX-License-Identifier: MIT
 *
 * Replaces the browser's XMLHttpRequest: the test is the server, and sees in order what was sent,
 * answered and aborted.
 */
import { vi } from 'vitest';

export interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class FakeXhr {
  static sent: FakeXhr[] = [];
  readonly upload: { onprogress: unknown } = { onprogress: null };
  onload: (() => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  method = '';
  url = '';
  status = 0;
  responseText = '';
  body: Blob | null = null;
  isAborted = false;
  isEnded = false;
  readonly asked = new Map<string, string>();
  readonly #said = new Map<string, string>();

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.asked.set(name, value);
  }

  getResponseHeader(name: string): string | null {
    return this.#said.get(name) ?? null;
  }

  send(body: Blob | null): void {
    this.body = body;
    FakeXhr.sent.push(this);
  }

  abort(): void {
    this.isAborted = true;
  }

  answer(status: number, { headers = {}, body = '' }: Answer = {}): void {
    this.isEnded = true;
    this.status = status;
    this.responseText = body;
    for (const [name, value] of Object.entries(headers)) this.#said.set(name, value);
    this.onload?.();
  }

  break(): void {
    this.isEnded = true;
    this.onerror?.(new Event('error'));
  }

  /** Those that are neither answered nor broken off. */
  static get open(): readonly FakeXhr[] {
    return FakeXhr.sent.filter(({ isEnded, isAborted }) => !isEnded && !isAborted);
  }

  /** "POST", "HEAD", … in the order in which they were sent. */
  static get methods(): readonly string[] {
    return FakeXhr.sent.map(({ method }) => method);
  }

  /** The request number `count`, from 1, as soon as it is there; more must not be. */
  static async next(count: number, method: string): Promise<FakeXhr> {
    await vi.waitFor(
      () => {
        if (FakeXhr.sent.length < count) throw new Error(`request ${count} was not sent`);
      },
      { timeout: 10_000 },
    );
    const last = FakeXhr.sent.at(-1);
    if (FakeXhr.sent.length !== count || last?.method !== method) {
      throw new Error(`${FakeXhr.methods.join(' ')}, not ${method} as number ${count}`);
    }
    return last;
  }
}
