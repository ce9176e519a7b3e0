/* SPDX-License-Identifier: MIT
 *
 * What the uploads of a list mean for the form around it. A file counts when the server has all of
 * its bytes, as with `<input type=file>`; its processing may go on.
 */
import type { Upload } from '../client/upload.js';
import { isFailure, isStored } from '../view/phase.js';
import type { FormReason, Phase, Words } from '../view/words.js';
import type { FieldProblem } from './form-element.js';

/** What a page or a framework sets as the value. */
export type FieldValue = string | readonly string[] | null | undefined;

export interface ListedPhase {
  readonly upload: Upload;
  readonly phase: Phase;
}

export interface FormShare {
  /** The ids of whole uploads, in the order of the list. */
  readonly ids: readonly string[];
  readonly problem: FieldProblem | null;
}

export function listedPhases(
  uploads: readonly Upload[],
  phases: ReadonlyMap<number, Phase>,
): readonly ListedPhase[] {
  return uploads.flatMap((upload) => {
    const phase = phases.get(upload.key);
    return phase ? [{ upload, phase }] : [];
  });
}

/** What the form submits, and why it cannot. */
export function shareOf(
  listed: readonly ListedPhase[],
  isRequired: boolean,
  words: Words,
): FormShare {
  const meant = listed.filter(({ phase }) => phase !== 'cancelled');
  const whole = meant.filter(isWhole);
  const reason = reasonOf(meant, whole.length, isRequired);
  return {
    ids: whole.flatMap(({ upload }) => upload.id ?? []),
    problem: reason && {
      flag: reason === 'missing' ? 'valueMissing' : 'customError',
      message: words.form[reason],
    },
  };
}

function reasonOf(
  meant: readonly ListedPhase[],
  wholeCount: number,
  isRequired: boolean,
): FormReason | null {
  if (meant.length === 0) return isRequired ? 'missing' : null;
  if (meant.some((each) => isFailure(each.phase) && !isWhole(each))) return 'failed';
  return wholeCount < meant.length ? 'pending' : null;
}

/** An id that the page itself has set was whole before; the server may tell otherwise. */
function isWhole({ upload, phase }: ListedPhase): boolean {
  const { source, document, isUnknown } = upload;
  const isAsSet = source.isFollowed === true && document === null && !isUnknown;
  return isStored(phase) || isAsSet;
}

/** The ids, or ID.KEY, of a value; anything else in it is left out. */
export function idsIn(value: FieldValue): readonly string[] {
  const texts = typeof value === 'string' ? value.split(/\s+/) : (value ?? []);
  return texts.filter((text) => /^[0-9a-f]{32}(\.[0-9a-f]{32})?$/.test(text));
}
