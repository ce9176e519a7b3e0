/* SPDX-License-Identifier: MIT
 *
 * An example application as examples/run starts it: its site, its database, and webhooks that a test
 * signs itself.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';

const root = dirname(process.env.LOADLINE_QUICKSTART ?? '');
const build = dirname(dirname(process.env.LOADLINE_TOOL ?? ''));
const START_MS = 60_000;

/** A row of the table files; the other columns are read by no test. */
export interface FileRow {
  readonly id: string;
  readonly title: string | null;
  readonly name: string | null;
  readonly owner: string;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly state: string;
  readonly path: string | null;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

export class ApplicationSite {
  readonly #name: string;
  #data = '';
  url = '';

  constructor(name: string) {
    this.#name = name;
  }

  async start(): Promise<void> {
    this.#data = mkdtempSync(join(tmpdir(), `loadline-${this.#name}-`));
    const where = ['--no-build', '--build', build, '--background', '--port', '0'];
    await this.run('start', ...where);
    this.url = `http://127.0.0.1:${readFileSync(join(this.#data, 'port'), 'utf8').trim()}`;
  }

  async stop(): Promise<void> {
    await this.run('stop');
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** Runs a command of examples/run for this application. */
  async run(...words: string[]): Promise<void> {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('LOADLINE_')),
    );
    const program = join(root, 'examples', 'run');
    const all = [this.#name, ...words, '--data', this.#data];
    await promisify(execFile)(program, all, { env, timeout: START_MS });
  }

  /** Waits until the worker has logged this event of the upload. */
  async untilLogged(event: string, id: string): Promise<void> {
    const seen = () =>
      readFileSync(join(this.#data, 'log', 'worker.log'), 'utf8')
        .split('\n')
        .some((line) => line.includes(event) && line.includes(id));
    await expect.poll(seen, { message: `${event} of ${id}`, timeout: 20_000 }).toBe(true);
  }

  file(id: string): FileRow | undefined {
    return this.#query<FileRow>('SELECT * FROM files WHERE id = ?', id)[0];
  }

  /** The newest file of this name. */
  fileNamed(name: string): FileRow | undefined {
    return this.#query<FileRow>(
      'SELECT * FROM files WHERE name = ? ORDER BY created_at DESC',
      name,
    )[0];
  }

  count(table: 'files' | 'webhooks'): number {
    return this.#query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0;
  }

  /** As if the events of the last two minutes had been lost. */
  forgetEnd(id: string): void {
    const db = new DatabaseSync(this.#database);
    db.exec('PRAGMA busy_timeout = 10000');
    db.prepare(
      "UPDATE files SET state = 'uploading', sha256 = NULL, path = NULL, created_at = created_at - 120 WHERE id = ?",
    ).run(id);
    db.close();
  }

  /** Sends a webhook as Loadline does; the test may change what is signed. */
  async sendWebhook(
    type: string,
    data: object,
    options: WebhookOptions = {},
  ): Promise<WebhookAnswer> {
    const { id = `msg_${randomUUID()}`, secret = this.#secret(), age = 0, late = 0 } = options;
    const timestamp = new Date(Date.now() - late * 1000).toISOString();
    const body = JSON.stringify({ type, timestamp, data });
    const stamp = String(Math.floor(Date.now() / 1000) - age);
    const signature = createHmac('sha256', secret)
      .update(`${id}.${stamp}.${body}`)
      .digest('base64');
    const answer = await fetch(`${this.url}/webhooks/loadline`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': stamp,
        // During a change of the secret there are two.
        'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')} v1,${signature}`,
      },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  }

  /** The state of an upload at Loadline; null if it has none of that id. */
  state(id: string): string | null {
    const tool = process.env.LOADLINE_TOOL ?? 'loadline';
    const words = ['--config', join(this.#data, 'loadline.conf'), 'show', id];
    try {
      const shown: unknown = JSON.parse(execFileSync(tool, words, { encoding: 'utf8' }));
      return (shown as { state: string }).state;
    } catch {
      return null;
    }
  }

  /** The paths of what was delivered of the upload. */
  deliveredOf(id: string): string[] {
    const folder = join(this.#data, 'delivered');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.includes(id))
      .map((path) => join(folder, path));
  }

  /** Whether there is a file in the folder of delivered files. */
  delivered(path: string | null): boolean {
    const name = path ?? '';
    return name.startsWith(join(this.#data, 'delivered')) && existsSync(name);
  }

  get #database(): string {
    return join(this.#data, 'application', 'example.sqlite3');
  }

  #secret(): Buffer {
    const text = readFileSync(join(this.#data, 'webhook.secret'), 'utf8').trim();
    return Buffer.from(text.replace('whsec_', ''), 'base64');
  }

  #query<Row>(text: string, ...values: string[]): Row[] {
    const db = new DatabaseSync(this.#database, { readOnly: true });
    // The application may be writing.
    db.exec('PRAGMA busy_timeout = 10000');
    try {
      return db.prepare(text).all(...values) as unknown as Row[];
    } finally {
      db.close();
    }
  }
}

export interface WebhookOptions {
  readonly id?: string;
  readonly secret?: Buffer;
  /** Of the request, in seconds. */
  readonly age?: number;
  /** Seconds between the event and its request. */
  readonly late?: number;
}
