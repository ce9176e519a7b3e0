/* SPDX-License-Identifier: MIT
 *
 * The client behind an element: one that the page gives, or the element's own, which rests while the
 * element is away.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import { LeaveGuard } from './leave-guard.js';

export class ElementClient {
  readonly #make: () => LoadlineClient;
  readonly #mayStart: (upload: Upload) => boolean;
  readonly #changed: () => void;
  #client: LoadlineClient | null = null;
  /** Whether the page made the client, not the element. */
  #isGiven = false;
  /** Whether the element is on the page: else the client must not hold it. */
  #isHere = false;
  #unsubscribe: (() => void) | null = null;
  #leaveGuard = new LeaveGuard();

  constructor(
    make: () => LoadlineClient,
    mayStart: (upload: Upload) => boolean,
    changed: () => void,
  ) {
    this.#make = make;
    this.#mayStart = mayStart;
    this.#changed = changed;
  }

  get(): LoadlineClient {
    if (!this.#client) {
      this.#client = this.#make();
      this.#listen();
    }
    return this.#client;
  }

  /** Returns whether it is another one than before. */
  give(client: LoadlineClient | null): boolean {
    if (client === this.#client) return false;
    this.#unlisten();
    if (this.#isGiven) {
      // The guard before stays with the page's client, which may go on.
      this.#leaveGuard = new LeaveGuard();
    } else {
      this.#leaveGuard.stop();
      this.#client?.dispose();
    }
    this.#client = client;
    this.#isGiven = client !== null;
    this.#listen();
    return true;
  }

  /** The element is on the page. */
  comeBack(): void {
    this.#isHere = true;
    const client = this.get();
    // First: what resumes may start files, of which the page is asked.
    this.#listen();
    if (!this.#isGiven) client.resume();
    client.restore();
  }

  /** The client keeps the files: a router may put the element back. */
  goAway(): void {
    this.#isHere = false;
    this.#unlisten();
    if (this.#isGiven) return;
    this.#leaveGuard.stop();
    this.#client?.suspend();
  }

  #listen(): void {
    const client = this.#client;
    if (!client || !this.#isHere || this.#unsubscribe) return;
    client.queue.guards.add(this.#mayStart);
    const unsubscribe = client.subscribe(() => {
      this.#leaveGuard.follow(client);
      this.#changed();
    });
    this.#leaveGuard.follow(client);
    this.#unsubscribe = () => {
      unsubscribe();
      client.queue.guards.delete(this.#mayStart);
    };
  }

  #unlisten(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }
}
