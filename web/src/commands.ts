/* SPDX-License-Identifier: MIT
 *
 * What a page may ask of an upload's processing: to begin again, or to be given
 * up. The key in the upload's URL is the right to it.
 */
import type { TokenProvider } from './transport.js';

export type Command = 'retry' | 'cancel';

const CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;

/** Asks for it; false where the server would not, or could not be asked. */
export async function command(
  progressUrl: string,
  uploadUrl: string,
  what: Command,
  token?: TokenProvider,
): Promise<boolean> {
  const which = CAPABILITY.exec(new URL(uploadUrl).pathname)?.[1];
  if (!which) return false;
  try {
    const value = (await token?.()) ?? null;
    const answer = await fetch(new URL(`${which}/${what}`, progressUrl), {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        ...(value === null ? {} : { Authorization: `Bearer ${value}` }),
      },
    });
    return answer.ok;
  } catch {
    return false;
  }
}
