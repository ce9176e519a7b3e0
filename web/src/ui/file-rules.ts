/* SPDX-License-Identifier: MIT
 *
 * Which files a person may choose: by the page's rules, and by what the server is known to refuse.
 */
import { hasExtension, hasType, refusalOf } from '../server/acceptance.js';
import type { Capabilities } from '../server/capabilities.js';
import { formatBytes } from '../view/format.js';
import { nameList } from '../view/name-list.js';
import { say } from '../view/say.js';
import type { RefusalReason, Words } from '../view/words.js';
import type { QuotaRoom } from './quota.js';

export interface FileRules extends Partial<QuotaRoom> {
  /** As of `<input type=file>`: ".pdf, image/*"; empty: all. */
  readonly accept: string;
  /** Sizes in bytes; null: no limit. */
  readonly maxSize: number | null;
  readonly minSize: number | null;
  /** How many files there may be in all; null: no limit. */
  readonly maxFiles: number | null;
  /** Whether the quota has a place for the file already: it began before. */
  readonly hasPlace?: (file: File) => boolean;
}

export interface RefusedFile {
  readonly file: File;
  readonly reason: RefusalReason;
}

export interface SortedFiles {
  readonly taken: readonly File[];
  readonly refused: readonly RefusedFile[];
}

/** Sorts the files; `count` says how many there are already. */
export function sortFiles(
  files: readonly File[],
  rules: FileRules,
  capabilities: Capabilities | null,
  count: number,
): SortedFiles {
  const taken: File[] = [];
  const refused: RefusedFile[] = [];
  const free = (rules.maxFiles ?? Number.POSITIVE_INFINITY) - count;
  let [added, bytes] = [0, 0];
  for (const file of files) {
    const isNew = !rules.hasPlace?.(file);
    const reason =
      reasonFor(file, rules, capabilities) ??
      (taken.length < free ? null : 'too_many') ??
      (isNew ? quotaReason(rules, added, bytes + file.size) : null);
    if (reason !== null) {
      refused.push({ file, reason });
      continue;
    }
    taken.push(file);
    if (!isNew) continue;
    added++;
    bytes += file.size;
  }
  return { taken, refused };
}

/** `count` files are taken already; with this one they have `bytes`. */
function quotaReason(
  { bytesLeft, uploadsLeft }: FileRules,
  count: number,
  bytes: number,
): RefusalReason | null {
  if (count >= (uploadsLeft ?? Number.POSITIVE_INFINITY)) return 'quota_uploads';
  return bytes > (bytesLeft ?? Number.POSITIVE_INFINITY) ? 'quota_exceeded' : null;
}

/** The size limit for a file, in bytes: the page's or the server's, whichever is smaller. */
export function sizeLimit(rules: FileRules, capabilities: Capabilities | null): number | null {
  const limits = [rules.maxSize, capabilities?.maxSize ?? null].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** One sentence for each reason, with the names of the files. */
export function refusedNotice(
  refused: readonly RefusedFile[],
  rules: FileRules,
  capabilities: Capabilities | null,
  words: Words,
): string {
  const reasons = [...new Set(refused.map(({ reason }) => reason))];
  return reasons
    .map((reason) => {
      const named = refused.filter((each) => each.reason === reason);
      const names = nameList(
        named.map(({ file }) => file.name),
        words,
      );
      if (reason === 'too_many') {
        const limit = rules.maxFiles ?? 0;
        return say(words, words.overLimit, { names, limit }, limit);
      }
      const limit = formatBytes(limitOf(reason, rules, capabilities) ?? 0, words.language);
      return say(words, words.refused[reason], { names, limit });
    })
    .join(' ');
}

/** In bytes. */
function limitOf(
  reason: RefusalReason,
  rules: FileRules,
  capabilities: Capabilities | null,
): number | null {
  if (reason === 'quota_exceeded') return rules.bytesLeft ?? null;
  return reason === 'too_small' ? rules.minSize : sizeLimit(rules, capabilities);
}

function reasonFor(
  { name, size, type }: File,
  rules: FileRules,
  capabilities: Capabilities | null,
): RefusalReason | null {
  if (!isAccepted(rules.accept, name, type)) return 'type_refused';
  if (rules.maxSize !== null && size > rules.maxSize) return 'too_large';
  if (rules.minSize !== null && size < rules.minSize) return 'too_small';
  return capabilities && refusalOf(capabilities, { name, size, type });
}

/** By the HTML standard: extensions that begin with a dot, types, and types with a star. */
function isAccepted(accept: string, name: string, type: string): boolean {
  const parts = accept.split(',').map((part) => part.trim());
  const extensions = parts.flatMap((part) => (/^\.[^/]/.test(part) ? part.slice(1) : []));
  const types = parts.filter((part) => /^[^./].*\/./.test(part));
  const isAny = types.includes('*/*') || extensions.length + types.length === 0;
  return isAny || hasExtension(extensions, name) || hasType(types, type);
}

/** The attribute for the browser's dialogue: the page's, else what the server takes. */
export function acceptFor({ accept }: FileRules, capabilities: Capabilities | null): string {
  if (accept !== '' || !capabilities) return accept;
  const { types, extensions } = capabilities.accept;
  return [...types, ...extensions.map((extension) => `.${extension}`)].join(',');
}

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** A size in bytes, a number or a text as in HTML: "5000000", "5 MB"; null for anything else. */
export function readSize(size: string | number | null): number | null {
  const text = String(size ?? '');
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)b?\s*$/i.exec(text) ?? [];
  return amount === undefined ? null : Number(amount) * (SIZE_UNITS[unit.toLowerCase()] ?? 1);
}
