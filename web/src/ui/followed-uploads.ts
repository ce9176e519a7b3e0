/* SPDX-License-Identifier: MIT
 *
 * What the elements of a page follow. Elements with the same endpoint and token share a client: each
 * client has a connection of its own, and a browser opens only six to a server (HTTP/1.1).
 */
import { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { TokenProvider } from '../server/request.js';

export interface FollowedUpload {
  readonly client: LoadlineClient;
  readonly upload: Upload;
  /** To be called once. */
  release(): void;
}

interface Following {
  readonly upload: Upload;
  followers: number;
}

interface SharedClient {
  readonly endpoint: string;
  readonly token: TokenProvider | undefined;
  readonly client: LoadlineClient;
  /** By ID. */
  readonly uploads: Map<string, Following>;
}

const shared = new Set<SharedClient>();

/** Follows an upload, by ID or ID.KEY. */
export function followUpload(
  which: string,
  endpoint: string,
  token: TokenProvider | undefined,
): FollowedUpload {
  const owner = findClient(which, endpoint, token) ?? makeClient(endpoint, token);
  const { client, uploads } = owner;
  const following = uploads.get(which) ?? { upload: client.follow(which), followers: 0 };
  following.followers++;
  uploads.set(which, following);
  return { client, upload: following.upload, release: () => release(owner, which) };
}

/** A client knows an upload only once: with its key, or without. */
function findClient(
  which: string,
  endpoint: string,
  token: TokenProvider | undefined,
): SharedClient | undefined {
  return [...shared].find(
    (each) =>
      each.endpoint === endpoint &&
      each.token === token &&
      [...each.uploads.keys()].every((other) => other === which || idOf(other) !== idOf(which)),
  );
}

function makeClient(endpoint: string, token: TokenProvider | undefined): SharedClient {
  const client = new LoadlineClient({ endpoint, token });
  const owner = { endpoint, token, client, uploads: new Map<string, Following>() };
  shared.add(owner);
  return owner;
}

function release(owner: SharedClient, which: string): void {
  const following = owner.uploads.get(which);
  if (!following || --following.followers > 0) return;
  owner.uploads.delete(which);
  owner.client.remove(following.upload);
  if (owner.uploads.size > 0) return;
  shared.delete(owner);
  owner.client.dispose();
}

function idOf(which: string): string | undefined {
  return which.split('.', 1)[0];
}
