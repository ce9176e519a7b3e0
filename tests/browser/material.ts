/* SPDX-License-Identifier: MIT
 *
 * Real files to upload: the libraries of this system, put together until there
 * is enough of them. Their digest is taken on the way.
 */
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
