/* SPDX-License-Identifier: MIT
 *
 * A second site, beside the one that tests/browser/run starts, that asks for
 * tokens; and senders that are no browsers, so that there is something to see.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';

const quickstart = process.env.LOADLINE_QUICKSTART ?? 'quickstart';
const tool = process.env.LOADLINE_TOOL ?? 'loadline';
const STEP_MS = 50;

const SECTIONS = `
[pipeline text/csv]
stages = digest, review
[stage review]
kind = external
[pipeline text/markdown]
stages = digest, flaky
[stage flaky]
`;

export class GuardedSite {
  readonly #data = mkdtempSync(join(tmpdir(), 'loadline-guarded-'));
  #url = '';

  start(): void {
    writeFileSync(join(this.#data, 'key'), 'a secret of thirty-two bytes....');
    const build = dirname(dirname(tool));
    this.#quickstart('start', '--background', '--no-build', '--build', build, '--port', '0');
    this.#url = `http://127.0.0.1:${readFileSync(join(this.#data, 'port'), 'utf8').trim()}`;
    const script = join(this.#data, 'flaky.sh');
    writeFileSync(script, `[ -e "${this.#data}/calm" ] || kill -SEGV $$\n`);
    appendFileSync(
      join(this.#data, 'loadline.conf'),
      `${SECTIONS}command = /bin/sh ${script}\nretries = 0\n`,
    );
    for (const program of ['upload', 'progress', 'worker']) this.restart(program);
  }

  stop(): void {
    this.#quickstart('stop');
    rmSync(this.#data, { recursive: true, force: true });
  }

  get page(): string {
    return `${this.#url}/dashboard.html`;
  }

  get home(): string {
    return `${this.#url}/`;
  }

  get uploads(): string {
    return `${this.#url}/uploads/`;
  }

  kill(component: string): void {
    this.#quickstart('kill', component);
  }

  restart(component: string): void {
    this.#quickstart('restart', component);
  }

  /** From now on processing that failed succeeds. */
  calmDown(): void {
    writeFileSync(join(this.#data, 'calm'), '');
  }

  /** From now on processing of such files fails again. */
  stirUp(): void {
    rmSync(join(this.#data, 'calm'), { force: true });
  }

  token(scope: string, owner = 'anna', ttl = '1h'): string {
    return this.#loadline('token', '--sub', owner, '--scope', scope, '--ttl', ttl);
  }

  /** Gives a shard's Redis a sample of the site from so many minutes ago. */
  writeMinute(ago: number, bytes: number, senders: number, waiting: number): void {
    const minute = Math.floor(Date.now() / 60_000) - ago;
    const sample = `${minute * 60_000} ${bytes} ${senders} ${waiting}`;
    const socket = join(this.#data, 'sockets', 'redis.sock');
    const words = ['-s', socket, 'ZADD', 'loadline:hour', String(minute), sample];
    execFileSync('redis-cli', words, { encoding: 'utf8' });
  }

  report(id: string, ...words: string[]): void {
    this.#loadline('report', id, 'review', ...words);
  }

  /** The state on the server, as its progress URL tells it. */
  async document(id: string): Promise<{ state: string; received: number }> {
    const headers = { Authorization: `Bearer ${this.token('admin')}`, Accept: 'application/json' };
    const answer = await fetch(`${this.#url}/progress/${id}`, { headers });
    return (await answer.json()) as { state: string; received: number };
  }

  /** Begins an upload of so many bytes and sends none of them. */
  async create(name: string, type: string, size: number): Promise<SlowUpload> {
    const metadata = Object.entries({ filename: name, filetype: type })
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const token = this.token('upload watch');
    const answer = await fetch(`${this.#url}/uploads/`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(size),
        'Upload-Metadata': metadata,
      },
    });
    expect(answer.status).toBe(201);
    const url = new URL(answer.headers.get('Location') ?? '', this.#url);
    return new SlowUpload(url, token, size);
  }

  #quickstart(...words: string[]): void {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('LOADLINE_')),
    );
    const settings = {
      LOADLINE_AUTH: 'token',
      LOADLINE_TOKEN_KEYS: join(this.#data, 'key'),
      LOADLINE_TOKEN_LEEWAY: '0s',
    };
    execFileSync(quickstart, [...words, '--data', this.#data], {
      env: { ...env, ...settings },
      stdio: 'ignore',
    });
  }

  #loadline(...words: string[]): string {
    const config = ['--config', join(this.#data, 'loadline.conf')];
    const env = { ...process.env, LOADLINE_TOKEN_KEYS: join(this.#data, 'key') };
    return execFileSync(tool, [...config, ...words], { env, encoding: 'utf8' }).trim();
  }
}

/** Opens the operators' page with a token that lives so long. */
export async function signIn(page: Page, site: GuardedSite, ttl = '1h'): Promise<void> {
  await page.goto(site.page);
  await page.getByLabel('Administrator’s token').fill(site.token('admin', 'root', ttl));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('loadline-status .pill')).toHaveAttribute('data-state', 'live');
}

/** One upload whose bytes come as slowly as is asked for. */
export class SlowUpload {
  readonly id: string;
  readonly #url: URL;
  readonly #token: string;
  readonly #size: number;
  #request: ClientRequest | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(url: URL, token: string, size: number) {
    this.#url = url;
    this.#token = token;
    this.#size = size;
    this.id = /([0-9a-f]{32})\./.exec(url.pathname)?.[1] ?? '';
  }

  /** Sends the whole file from its beginning, at so many bytes/s. */
  send(bytesPerSecond: number): this {
    const sending = request(this.#url, {
      method: 'PATCH',
      headers: {
        Authorization: `Bearer ${this.#token}`,
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': '0',
        'Content-Length': this.#size,
        'Content-Type': 'application/offset+octet-stream',
      },
    });
    sending.on('error', () => this.stop());
    sending.on('response', (answer) => answer.resume());
    this.#request = sending;
    let left = this.#size;
    this.#timer = setInterval(() => {
      const some = Math.min(left, Math.ceil((bytesPerSecond * STEP_MS) / 1000));
      sending.write(Buffer.alloc(some, 'loadline '));
      left -= some;
      if (left > 0) return;
      clearInterval(this.#timer);
      sending.end();
    }, STEP_MS);
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#request?.destroy();
  }
}
