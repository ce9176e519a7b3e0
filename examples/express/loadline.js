/* SPDX-License-Identifier: MIT
 *
 * Everything between the application and Loadline: tokens, requests, webhooks.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';

const { EXAMPLE_DELIVERED, LOADLINE_TOKEN_KEY, LOADLINE_URL, LOADLINE_WEBHOOK_SECRET } =
  process.env;
const KEY = readFileSync(LOADLINE_TOKEN_KEY, 'utf8').trim();
const SECRET = Buffer.from(
  readFileSync(LOADLINE_WEBHOOK_SECRET, 'utf8')
    .trim()
    .replace(/^whsec_/, ''),
  'base64',
);
const DELIVERED = resolve(EXAMPLE_DELIVERED);

const MAX_SIZE = 100_000_000; // bytes
const TOKEN_LIFE_S = 600;
const WEBHOOK_AGE_S = 300;
const ANSWER_MS = 10_000;
const ENDED = ['done', 'failed', 'cancelled', 'expired', 'deleted'];

/** Loadline does not answer, or not as it should. */
export class Away extends Error {}

/** A JSON Web Token that Loadline accepts, because its token_keys has the same key. */
export function makeToken(user, scope, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...claims, sub: user, scope, iat: now, exp: now + TOKEN_LIFE_S };
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(payload)}`;
  return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
}

/** For the user's own uploads. */
export function makeUploadToken(user) {
  return makeToken(user, 'upload watch', { max_size: MAX_SIZE });
}

/** Whether it may be the id of an upload, and a part of a path. */
export function isId(text) {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The document of an upload of this user; null if there is none, or another user has it. */
export async function findDocument(id, user) {
  const answer = await ask('GET', `/progress/${id}`, makeToken(user, 'watch'));
  return answer.status === 404 ? null : answer.json();
}

/** The documents of uploads of all users, and the ids that have none: {uploads, gone}. */
export async function findDocuments(ids) {
  return (await ask('GET', `/progress/?ids=${ids}`, ownToken())).json();
}

/** Removes an upload in any state; the application acts as an administrator. */
export async function deleteUpload(id) {
  await ask('DELETE', `/uploads/${id}`, ownToken());
}

/** What the application keeps of a document of Loadline. */
export function factsOfDocument(document) {
  const state = ENDED.includes(document.state) ? document.state : 'uploading';
  return factsOf(document, state, document.updated_at, document.error);
}

/** The same of a webhook. */
export function factsOfEvent({ timestamp, data }, state) {
  return factsOf(data, state, Date.parse(timestamp), data.failure);
}

/**
 * Where the stage deliver has put the file, by a document or a webhook's data; null if nowhere. The
 * name in the result is relative to deliver_to.
 */
export function deliveredPath({ result }) {
  const path = resolve(DELIVERED, result?.delivered ?? '');
  return path.startsWith(DELIVERED + sep) ? path : null;
}

/**
 * Checks a webhook by the Standard Webhooks specification: returns {event}, or {refusal}, the status
 * of the answer.
 */
export function verifyWebhook(headers, body) {
  const id = headers['webhook-id'] ?? '';
  const stamp = headers['webhook-timestamp'] ?? '';
  const expected = createHmac('sha256', SECRET)
    .update(`${id}.${stamp}.`)
    .update(body ?? '')
    .digest();
  // During a change of the secret there are two signatures.
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  if (!signatures.some((signature) => isSignature(signature, expected))) return { refusal: 401 };
  // A recorded request is worth nothing later.
  const age = Math.abs(Date.now() / 1000 - Number(stamp));
  if (!(age <= WEBHOOK_AGE_S)) return { refusal: 400 };
  try {
    return { event: JSON.parse(body) };
  } catch {
    return { refusal: 400 };
  }
}

function isSignature(text, expected) {
  const [version, value] = text.split(',', 2);
  const given = Buffer.from(value ?? '', 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

function ownToken() {
  return makeToken('application', 'admin');
}

/** Throws Away unless the answer is a success, or 404. */
async function ask(method, path, token) {
  const answer = await fetch(LOADLINE_URL + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error) => {
    throw new Away('Loadline does not answer', { cause: error });
  });
  if (!answer.ok && answer.status !== 404) throw new Away(`Loadline answered ${answer.status}`);
  return answer;
}

function factsOf(data, state, endedMs, problem) {
  return {
    name: data.name,
    size: data.size,
    sha256: data.result?.sha256 ?? null,
    state,
    message: problem?.message ?? null,
    path: deliveredPath(data),
    endedAt: Math.floor(endedMs / 1000),
  };
}

function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
