/* SPDX-License-Identifier: MIT
 *
 * The link that makes an administrator once: dashboard.html#link=SECRET. Browsers never send a
 * fragment to a server. The page takes it off its address at once, so that the history does not
 * keep it, and exchanges it for a token.
 */
import { isRecord, nonEmptyText } from '../base/json.js';
import { CapabilitiesError, fetchCapabilities } from '../server/capabilities.js';
import { localProblem, NETWORK_PROBLEM, type Problem } from '../server/problem.js';
import { askServer } from './ask-server.js';

/** A mail program may have added a bracket or a stop. */
const LINK = /^#link=([\w.-]+)/;

/** Takes the secret off the address of the page; null where it has none. */
export function takeLink(place: Location, history: History): string | null {
  const secret = LINK.exec(place.hash)?.[1] ?? null;
  if (secret !== null) history.replaceState(null, '', place.pathname + place.search);
  return secret;
}

/** The token for the link; or why the server gives none. */
export async function exchangeLink(endpoint: string, link: string): Promise<string | Problem> {
  try {
    const base = new URL(endpoint, document.baseURI).href;
    const { progressUrl } = await fetchCapabilities(base);
    return await askForToken(new URL(progressUrl), link);
  } catch (error) {
    return error instanceof CapabilitiesError ? error.problem : NETWORK_PROBLEM;
  }
}

async function askForToken(url: URL, link: string): Promise<string | Problem> {
  url.searchParams.set('link', '1');
  const { problem, value } = await askServer(url, link, 'POST');
  const token = isRecord(value) ? nonEmptyText(value.token) : null;
  return token ?? problem ?? localProblem('no_server', null);
}
