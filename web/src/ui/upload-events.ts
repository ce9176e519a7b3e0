/* SPDX-License-Identifier: MIT
 *
 * The events of <loadline-upload>: what happens to each file, and to all of them.
 */
import type { Upload } from '../client/upload.js';
import type { Problem } from '../server/problem.js';
import type { ProgressDocument } from '../store/document.js';
import { isFailure, isStored } from '../view/phase.js';
import type { Phase } from '../view/words.js';
import { phaseOfUpload } from './upload-view.js';

/** One file. */
export interface UploadOutcome {
  /** Null until the server has given one. */
  readonly id: string | null;
  readonly url: string | null;
  /** Null where it is missing after a reload. */
  readonly file: File | null;
  readonly document: ProgressDocument | null;
  /** Bytes that the server has. */
  readonly confirmed: number;
  /** What went wrong with its bytes; null where nothing did. */
  readonly problem: Problem | null;
}

/** All files of the list. */
export interface AllOutcomes {
  readonly done: readonly UploadOutcome[];
  /** Failed, cancelled or expired. */
  readonly failed: readonly UploadOutcome[];
}

/** The details of the events. */
export interface EventDetails {
  /** Before a file is listed; may be cancelled. */
  'loadline-add': { readonly file: File };
  /**
   * Before the first byte of a file, never before a resume; may be cancelled: it waits for a person,
   * or for start(), and is asked for again then.
   */
  'loadline-start': UploadOutcome;
  'loadline-progress': UploadOutcome;
  /** The server has every byte. */
  'loadline-stored': UploadOutcome;
  'loadline-done': UploadOutcome;
  /** Also a file that cannot be chosen: it is not listed. */
  'loadline-failed': UploadOutcome;
  /** Before a file leaves the list; may be cancelled where a person or clear() removes it. */
  'loadline-remove': UploadOutcome;
  /** Every file of the list has ended. */
  'loadline-complete': AllOutcomes;
}

const ENDED: ReadonlySet<Phase> = new Set<Phase>(['done', 'failed', 'cancelled', 'expired']);

/** What was told of a file last. */
interface Told {
  readonly phase: Phase;
  readonly confirmed: number;
  /** Whether the server has had every byte, also if it was told before that. */
  readonly wasStored: boolean;
}

export class UploadEvents {
  readonly #target: EventTarget;
  #told = new Map<number, Told>();
  #isMoving = false;

  constructor(target: EventTarget) {
    this.#target = target;
  }

  tell<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Returns whether no listener has cancelled it. */
  ask<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): boolean {
    const event = new CustomEvent(name, { detail, bubbles: true, cancelable: true });
    return this.#target.dispatchEvent(event);
  }

  /** From here on the list is another one. What has happened to its uploads is not told. */
  startFrom(uploads: readonly Upload[]): void {
    const known = uploads.filter(({ source }) => !source.isFollowed);
    this.#told = new Map(
      known.map((upload) => {
        return [upload.key, toldOf(upload, phaseOfUpload(upload))];
      }),
    );
    this.#isMoving = isMoving(this.#told);
  }

  /** Tells what has changed since the last call. What only is watched is not told. */
  tellChanges(uploads: readonly Upload[], phases: ReadonlyMap<number, Phase>): void {
    const told = new Map<number, Told>();
    const changed: [Upload, Told | undefined, Phase][] = [];
    for (const upload of uploads) {
      const phase = phases.get(upload.key);
      if (!phase || upload.source.isFollowed) continue;
      const before = this.#told.get(upload.key);
      const isSame = phase === before?.phase && upload.transfer.confirmed === before.confirmed;
      if (!isSame) changed.push([upload, before, phase]);
      told.set(upload.key, isSame ? before : toldOf(upload, phase, before));
    }
    // First noted: a listener may change the list.
    this.#told = told;
    for (const [upload, before, phase] of changed) this.#tellFile(upload, before, phase);
    const isEnd = changed.some(([, before, phase]) => hasEnded(phase) && !hasEnded(before?.phase));
    this.#tellAll(uploads, told, isEnd);
  }

  #tellFile(upload: Upload, before: Told | undefined, phase: Phase): void {
    const outcome = outcomeOf(upload);
    if (outcome.confirmed > (before?.confirmed ?? 0)) this.tell('loadline-progress', outcome);
    if (isStored(phase) && !before?.wasStored) this.tell('loadline-stored', outcome);
    if (phase === before?.phase) return;
    if (phase === 'done') this.tell('loadline-done', outcome);
    if (isFailure(phase) && !isFailure(before?.phase)) this.tell('loadline-failed', outcome);
  }

  /** `isEnd`: a file has ended now, maybe with nothing seen of its way. */
  #tellAll(uploads: readonly Upload[], told: ReadonlyMap<number, Told>, isEnd: boolean): void {
    const wasMoving = this.#isMoving;
    this.#isMoving = isMoving(told);
    if (this.#isMoving || told.size === 0 || !(wasMoving || isEnd)) return;
    const outcomes = (isDone: boolean) =>
      uploads
        .filter(({ key }) => told.has(key) && (told.get(key)?.phase === 'done') === isDone)
        .map(outcomeOf);
    this.tell('loadline-complete', { done: outcomes(true), failed: outcomes(false) });
  }
}

function hasEnded(phase: Phase | undefined): boolean {
  return phase !== undefined && ENDED.has(phase);
}

function isMoving(told: ReadonlyMap<number, Told>): boolean {
  for (const { phase } of told.values()) if (!hasEnded(phase)) return true;
  return false;
}

function toldOf({ transfer }: Upload, phase: Phase, before?: Told): Told {
  const wasStored = before?.wasStored || isStored(phase);
  return { phase, confirmed: transfer.confirmed, wasStored };
}

export function outcomeOf({ id, transfer, file, document }: Upload): UploadOutcome {
  const { url, confirmed, problem } = transfer;
  return { id, url, file, document, confirmed, problem };
}

/** The outcome of a file that is not listed. */
export function refusedOutcome(file: File, problem: Problem): UploadOutcome {
  return { id: null, url: null, file, document: null, confirmed: 0, problem };
}
