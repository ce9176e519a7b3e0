/* SPDX-License-Identifier: MIT
 *
 * A clamd with one signature, where the site's settings look for it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** In two parts, so that no scanner finds it in this file; see eicar.org. */
export const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

export class Scanner {
  readonly #folder = mkdtempSync(join(tmpdir(), 'loadline-clamd-'));
  readonly #socket: string;
  #process: ChildProcess | undefined;

  constructor(site: string) {
    this.#socket = join(site, 'clamd.sock');
  }

  async start(): Promise<void> {
    const signatures = join(this.#folder, 'signatures');
    mkdirSync(signatures, { recursive: true });
    const hex = Buffer.from(EICAR).toString('hex');
    writeFileSync(join(signatures, 'test.ndb'), `Test.Eicar:0:*:${hex}\n`);
    const settings = join(this.#folder, 'clamd.conf');
    writeFileSync(
      settings,
      `DatabaseDirectory ${signatures}\nLocalSocket ${this.#socket}\nForeground yes\n` +
        `TemporaryDirectory ${this.#folder}\nUser ${userInfo().username}\n`,
    );
    this.#process = spawn('clamd', ['--config-file', settings], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    await expect.poll(() => existsSync(this.#socket), { timeout: 30_000 }).toBe(true);
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
    rmSync(this.#socket, { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
