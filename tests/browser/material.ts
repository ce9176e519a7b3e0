/* SPDX-License-Identifier: MIT
 *
 * Real files to upload: the libraries of this system, put together until there
 * is enough of them, whose digest is taken on the way; and a film.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

export interface Material {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Makes a file of exactly `size` bytes at `path`. */
export function makeMaterial(path: string, size: number): Material {
  const digest = createHash('sha256');
  const out = openSync(path, 'w');
  let left = size;
  while (left > 0) {
    for (const library of libraries()) {
      const bytes = readFileSync(library).subarray(0, left);
      writeSync(out, bytes);
      digest.update(bytes);
      left -= bytes.length;
      if (left === 0) break;
    }
  }
  closeSync(out);
  return { path, size, sha256: digest.digest('hex') };
}

/** Makes a film of a minute in the folder: ten seconds, encoded once and put together six times. */
export function makeFilm(folder: string): string {
  const [part, film] = [join(folder, 'part.mp4'), join(folder, 'film.mp4')];
  const ffmpeg = (...words: string[]) =>
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...words]);
  const picture = ['-f', 'lavfi', '-i', 'testsrc=duration=10:size=1280x720'];
  ffmpeg(...picture, '-c:v', 'mpeg4', '-b:v', '2M', '-y', part);
  ffmpeg('-stream_loop', '5', '-i', part, '-c', 'copy', '-y', film);
  return film;
}

function libraries(): string[] {
  return readdirSync(LIBRARIES)
    .filter((name) => name.includes('.so'))
    .sort()
    .map((name) => join(LIBRARIES, name))
    .filter((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() && found.size > 0;
    });
}
