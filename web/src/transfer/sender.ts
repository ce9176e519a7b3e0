/* SPDX-License-Identifier: MIT
 *
 * Sending the bytes of one file, and nothing else: the interface between a transfer and the
 * protocol that it uses. A sender tells what the server confirmed apart from what it merely sent.
 * The transfer decides when to try again.
 */

import type { Problem } from '../server/problem.js';
import type { TokenProvider } from '../server/request.js';
import type { ChunkLimit } from './chunk-limit.js';

export interface SenderEvents {
  /** Of what was begun earlier nothing is of this file: a new upload begins. */
  anew(): void;
  /** The upload exists on the server; told again when it is a new one. */
  located(url: string): void;
  /** The server has this many bytes; after a break it may be fewer than before. */
  confirmed(bytes: number): void;
  /** This many bytes have left the page. */
  sent(bytes: number): void;
  complete(): void;
  /** It stopped; `start` goes on where the server is. */
  stopped(problem: Problem): void;
}

export interface Sender {
  /** Begins, or goes on from what the server has. */
  start(): void;
  /** Stops without a word; what the server has stays there. */
  stop(): void;
  /** Stops and takes it off the server; rejects when the server could not be told. */
  discard(): Promise<void>;
}

export interface SenderOptions {
  readonly file: File;
  /** Asked when the first byte is due: the server may not have said it before. */
  readonly endpoint: () => string;
  readonly chunkSize: () => number | null;
  readonly token?: TokenProvider | undefined;
  /** What the web servers on the way take; all files of the page share it. */
  readonly chunkLimit: ChunkLimit;
  /** Whether an earlier upload, by its URL, may be gone on with. */
  readonly mayResume: (url: string) => boolean;
}

export type SenderFactory = (options: SenderOptions, events: SenderEvents) => Sender;

/** For an upload whose file is not at hand: there is nothing to send. */
export const NO_SENDER: Sender = {
  start: () => undefined,
  stop: () => undefined,
  discard: () => Promise.resolve(),
};
