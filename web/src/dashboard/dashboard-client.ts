/* SPDX-License-Identifier: MIT
 *
 * The dashboard's connection: whether a token gives access, the channel with all uploads and the
 * site, and an administrator's commands.
 */

import { windowSignals } from '../base/page-signals.js';
import { Channel } from '../channel/channel.js';
import type { ChannelHealth } from '../channel/health.js';
import { type Capabilities, CapabilitiesError, fetchCapabilities } from '../server/capabilities.js';
import type { Command } from '../server/commands.js';
import { NETWORK_PROBLEM, type Problem } from '../server/problem.js';
import { isDenied } from '../server/request.js';
import { snapshotReader } from '../server/snapshot.js';
import type { ErrorCode } from '../store/protocol-names.js';
import { buildLadder } from '../transports/ladder.js';
import { ALL, SITE } from '../transports/relay-protocol.js';
import { type Answer, askServer } from './ask-server.js';
import { type Board, EMPTY_BOARD, openIds, takeNews, takeSite } from './board.js';
import { HourReader } from './hour-reader.js';
import { readSite } from './site.js';

/**
 * When to read an upload after a command: the relay lists a newly active one within a second or
 * two, and misses one that ends sooner.
 */
const LOOK_AFTER_MS = [0, 1_000, 2_000, 4_000];

const NO_RELAY: Problem = { ...NETWORK_PROBLEM, code: 'no_relay', retryable: false };

export interface DashboardEvents {
  changed(): void;
  /** The token is invalid, or has expired. */
  refused(problem: Problem): void;
}

export class DashboardClient {
  readonly #token: string;
  readonly #capabilities: Capabilities;
  readonly #events: DashboardEvents;
  readonly #channel: Channel;
  readonly #hour = new HourReader(
    () => this.#askForHour(),
    (hour) => this.#set({ ...this.#board, hour }),
  );
  #board: Board = EMPTY_BOARD;
  #isCutOff = false;

  /** A client, if the token gives access; else the reason why not. */
  static async open(
    endpoint: string,
    token: string | null,
    events: DashboardEvents,
  ): Promise<DashboardClient | Problem> {
    let capabilities: Capabilities;
    try {
      capabilities = await fetchCapabilities(new URL(endpoint, document.baseURI).href, token);
    } catch (error) {
      return error instanceof CapabilitiesError ? error.problem : NETWORK_PROBLEM;
    }
    const problem = await checkAccess(capabilities, token);
    return problem ?? new DashboardClient(capabilities, token ?? '', events);
  }

  private constructor(capabilities: Capabilities, token: string, events: DashboardEvents) {
    this.#token = token;
    this.#capabilities = capabilities;
    this.#events = events;
    this.#channel = new Channel(
      {
        rungs: buildLadder({
          capabilities,
          snapshot: null,
          token: () => token,
          random: Math.random,
        }),
        snapshot: null,
        signals: windowSignals(),
        random: Math.random,
      },
      {
        news: (event) => this.#set(takeNews(this.#board, event)),
        site: (value) => {
          const site = readSite(value);
          if (site) this.#set(takeSite(this.#board, site));
        },
        refused: ([id], code) => {
          if (id === ALL && code === ('too_many' satisfies ErrorCode)) this.#isCutOff = true;
        },
        health: (health) => void this.#heardHow(health),
      },
    );
    this.#channel.watch(ALL);
    this.#channel.watch(SITE);
  }

  get board(): Board {
    return this.#board;
  }

  get health(): ChannelHealth {
    return this.#channel.health;
  }

  /** Whether there are more uploads than the relay sends to one client. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  /** Changes the board by a person's action. */
  change(how: (board: Board) => Board): void {
    this.#set(how(this.#board));
  }

  /** Sends a command; null where the server accepts it. */
  async command(id: string, what: Command): Promise<Problem | null> {
    const url = new URL(`${id}/${what}`, this.#capabilities.progressUrl);
    const { problem } = await askServer(url, this.#token, 'POST');
    if (!problem) {
      for (const ms of LOOK_AFTER_MS) setTimeout(() => void this.#read([id]), ms);
    }
    return problem;
  }

  /** A page of what ended in the last day, or of what has the words. */
  readonly list = (words: string, from: number): Promise<Answer> => {
    const url = new URL(this.#capabilities.progressUrl);
    url.searchParams.set('list', '1');
    if (words !== '') url.searchParams.set('find', words);
    if (from > 0) url.searchParams.set('from', String(from));
    return askServer(url, this.#token, 'GET');
  };

  /** What happened to an upload, and when. */
  readonly story = (id: string): Promise<Answer> =>
    askServer(new URL(`${id}/story`, this.#capabilities.progressUrl), this.#token, 'GET');

  dispose(): void {
    this.#hour.dispose();
    this.#channel.dispose();
  }

  #set(board: Board): void {
    if (board === this.#board) return;
    this.#board = board;
    this.#events.changed();
  }

  /**
   * After a connection, reads the last hour, and uploads that may have ended meanwhile. Without a
   * connection, checks whether the token is the cause.
   */
  async #heardHow({ state }: ChannelHealth): Promise<void> {
    this.#events.changed();
    if (state === 'live') {
      void this.#hour.read();
      await this.#read(openIds(this.#board));
    } else if (state === 'reconnecting' || state === 'connecting') {
      const problem = await checkAccess(this.#capabilities, this.#token);
      if (problem && isDenied(problem.status)) this.#events.refused(problem);
    }
  }

  #askForHour(): Promise<Answer> {
    const url = new URL(this.#capabilities.progressUrl);
    url.searchParams.set('hour', '1');
    return askServer(url, this.#token, 'GET');
  }

  async #read(ids: readonly string[]): Promise<void> {
    const read = snapshotReader(this.#capabilities.progressUrl, () => this.#token);
    try {
      for (const event of await read(ids)) this.#set(takeNews(this.#board, event));
    } catch {
      // It is repeated after each reconnection.
    }
  }
}

/** Why the relay refuses the token; null where it accepts it. It answers this request at once. */
async function checkAccess(
  { livePollUrl }: Capabilities,
  token: string | null,
): Promise<Problem | null> {
  if (livePollUrl === null) return NO_RELAY;
  const url = new URL(livePollUrl);
  url.searchParams.set(SITE, '0');
  const { problem } = await askServer(url, token, 'GET');
  return problem?.code === 'http' ? { ...problem, code: 'no_relay' } : problem;
}
