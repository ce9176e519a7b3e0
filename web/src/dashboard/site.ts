/* SPDX-License-Identifier: MIT
 *
 * The programs of the site, as a relay reports them. The event is read and checked here only.
 */
import { finiteNumber, isRecord } from '../base/json.js';

/** One relay or worker, by its last heartbeat. */
export interface Program {
  readonly kind: 'relay' | 'worker';
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: number;
  readonly stopping: boolean;
  /** Whether its heartbeats arrive; a killed program stays listed for a while. */
  readonly alive: boolean;
  readonly heardMs: number;
  /**
   * Of a relay: connected clients by transport, watched uploads, delay through Redis (-1: unknown).
   */
  readonly sessions: Readonly<Record<string, number>>;
  readonly topics: number;
  readonly lagMs: number;
  /** Of a worker: parallel jobs at most, jobs now, jobs that ended since its start. */
  readonly slots: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  /** Its spool and the jobs in that queue, running ones included; null: it does not know. */
  readonly spool: string;
  readonly queued: number | null;
}

export interface Site {
  /** When the relay sent it, in ms since 1970. */
  readonly at: number;
  /** Whether the relay receives heartbeats at all. */
  readonly available: boolean;
  readonly programs: readonly Program[];
  /** The counters of all programs, by name. */
  readonly counters: Readonly<Record<string, number>>;
}

/** Reads the event; null where it is malformed. */
export function readSite(value: unknown): Site | null {
  if (!isRecord(value) || typeof value.at !== 'number') return null;
  const programs = Array.isArray(value.programs) ? value.programs : [];
  return {
    at: value.at,
    available: value.available === true,
    programs: programs.flatMap(readProgram).sort(byAge),
    counters: countsOf(value.counters),
  };
}

/** The clients that are connected to running relays. */
export function sessionsOf(site: Site): number {
  return site.programs
    .filter(({ alive }) => alive)
    .flatMap(({ sessions }) => Object.values(sessions))
    .reduce((sum, count) => sum + count, 0);
}

/** The jobs that no worker has taken; null where no running worker tells of its queue. */
export function jobsWaitingOf({ programs }: Site): number | null {
  const workers = programs.filter(({ alive, queued }) => alive && queued !== null);
  if (workers.length === 0) return null;
  return [...new Set(workers.map(({ spool }) => spool))]
    .map((spool) => waitingIn(workers.filter((worker) => worker.spool === spool)))
    .reduce((sum, count) => sum + count, 0);
}

/** Workers of one spool tell of the same queue: the newest word counts. */
function waitingIn(workers: readonly Program[]): number {
  const [newest] = [...workers].sort((a, b) => a.heardMs - b.heardMs);
  const running = workers.reduce((sum, worker) => sum + worker.running, 0);
  return Math.max(0, (newest?.queued ?? 0) - running);
}

/** Programs keep their places in the list. */
function byAge(a: Program, b: Program): number {
  return a.startedAt - b.startedAt || a.name.localeCompare(b.name);
}

function readProgram(value: unknown): Program[] {
  if (!isRecord(value)) return [];
  const { kind, name } = value;
  if ((kind !== 'relay' && kind !== 'worker') || typeof name !== 'string') return [];
  return [
    {
      kind,
      name,
      host: typeof value.host === 'string' ? value.host : '',
      pid: countOf(value.pid),
      version: typeof value.version === 'string' ? value.version : '',
      startedAt: countOf(value.started_at),
      stopping: value.stopping === true,
      alive: value.alive === true,
      heardMs: countOf(value.heard_ms),
      sessions: countsOf(value.sessions),
      topics: countOf(value.topics),
      lagMs: typeof value.lag_ms === 'number' ? value.lag_ms : -1,
      slots: countOf(value.slots),
      running: countOf(value.running),
      done: countOf(value.done),
      failed: countOf(value.failed),
      spool: typeof value.spool === 'string' ? value.spool : '',
      queued: finiteNumber(value.jobs_queued),
    },
  ];
}

function countsOf(value: unknown): Record<string, number> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, count]) => [name, countOf(count)]));
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
