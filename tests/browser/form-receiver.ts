/* SPDX-License-Identifier: MIT
 *
 * The server-side script of a form with uploads in it: it gets the ids beside the other fields, and
 * verifies each of them as a site would, by the operators' tool and by HTTP.
 */
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { site } from './site.js';

export interface VerifiedUpload {
  readonly id: string;
  /** From `loadline show`. */
  readonly shown: { readonly name: string; readonly size: number; readonly received: number };
  /** From `GET /progress/ID`. */
  readonly state: string;
}

export interface ReceivedForm {
  readonly fields: URLSearchParams;
  readonly uploads: readonly VerifiedUpload[];
}

export class FormReceiver {
  readonly received: ReceivedForm[] = [];
  readonly #progressUrl: string;
  #server: Server | null = null;

  constructor(siteUrl: string) {
    this.#progressUrl = new URL('/progress/', siteUrl).href;
  }

  /** The URL that the form is sent to, on a free port. */
  async start(): Promise<string> {
    const server = createServer((request, answer) => {
      void this.#take(request).then((status) => answer.writeHead(status).end('Thank you'));
    });
    this.#server = server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/apply`;
  }

  stop(): void {
    this.#server?.close();
  }

  async #take(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const some of request) body += some;
    const fields = new URLSearchParams(body);
    const uploads = await Promise.all(fields.getAll('files').map((id) => this.#verify(id)));
    this.received.push({ fields, uploads });
    return 200;
  }

  async #verify(id: string): Promise<VerifiedUpload> {
    const tool = process.env.LOADLINE_TOOL ?? 'loadline';
    const words = ['--config', join(site, 'loadline.conf'), 'show', id];
    const shown = JSON.parse(execFileSync(tool, words, { encoding: 'utf8' }));
    const headers = { Accept: 'application/json' };
    const answer = await fetch(new URL(id, this.#progressUrl), { headers });
    const { state } = (await answer.json()) as { state: string };
    return { id, shown, state };
  }
}
