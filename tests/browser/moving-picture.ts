/* SPDX-License-Identifier: MIT
 *
 * A page in motion, as one animated WebP: what the README shows first.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const INTERVAL_MS = 125;
/** How long the last picture stays. */
const REST_MS = 3000;
const WIDTH = 760;

interface Frame {
  readonly path: string;
  readonly at: number;
}

export class MovingPicture {
  readonly #page: Page;
  readonly #folder: string;
  readonly #frames: Frame[] = [];
  #going = true;
  #done: Promise<void>;

  /** Begins to take pictures of the page; they lie in the folder until the end. */
  constructor(page: Page, folder: string) {
    this.#page = page;
    this.#folder = folder;
    this.#done = this.#take();
  }

  async #take(): Promise<void> {
    while (this.#going) {
      const at = performance.now();
      const path = join(this.#folder, `frame-${this.#frames.length}.png`);
      await this.#page.screenshot({ path });
      this.#frames.push({ path, at });
      await this.#page.waitForTimeout(Math.max(0, INTERVAL_MS - (performance.now() - at)));
    }
  }

  /** Ends with what the page shows now, and writes the picture. */
  async finish(path: string): Promise<void> {
    this.#going = false;
    await this.#done;
    const list = join(this.#folder, 'frames.txt');
    writeFileSync(list, this.#list());
    // biome-ignore format: one option with its value in each line
    execFileSync('ffmpeg', [
      '-y', '-loglevel', 'error',
      '-f', 'concat', '-safe', '0', '-i', list,
      '-vf', `scale=${WIDTH}:-1`,
      '-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '6', '-loop', '0',
      path,
    ]);
  }

  /** For ffmpeg's "concat": each picture with its time, and the last one again, whose time would be dropped. */
  #list(): string {
    const lines = this.#frames.map(({ path, at }, index) => {
      const next = this.#frames[index + 1]?.at ?? at + REST_MS;
      return `file '${path}'\nduration ${((next - at) / 1000).toFixed(3)}\n`;
    });
    return `${lines.join('')}file '${this.#frames.at(-1)?.path}'\n`;
  }
}
