/* SPDX-License-Identifier: MIT
 *
 * The tables of the application, and what is stored in them.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const DATA = process.env.EXAMPLE_DATA;
const WEEK_S = 7 * 24 * 3600;
const HASH_BYTES = 32;

const db = new DatabaseSync(join(DATA, 'example.sqlite3'));
db.exec(`
  CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, password TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY,  -- Loadline's id of the upload
    title TEXT,           -- NULL until the form is sent
    name TEXT,
    owner TEXT NOT NULL,
    size INTEGER,
    sha256 TEXT,
    state TEXT NOT NULL,  -- uploading, or how the upload ended
    message TEXT,         -- why it failed
    path TEXT,            -- of the delivered file
    created_at INTEGER NOT NULL,
    ended_at INTEGER,     -- when it ended, by Loadline's clock
    asked_at INTEGER NOT NULL DEFAULT 0  -- when Loadline was asked for the end
  );
  CREATE TABLE IF NOT EXISTS deleted (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
`);
addUser('alice', 'loadline');
addUser('bob', 'loadline');

/** The key of the sessions, which stays the same over restarts. */
export function sessionKey() {
  const path = join(DATA, 'session.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8');
}

/** Runs the changes as one transaction; they are stored when it returns. */
export function inTransaction(change) {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = change();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function addUser(name, password) {
  const salt = randomBytes(16).toString('hex');
  db.prepare('INSERT INTO users VALUES (?, ?) ON CONFLICT DO NOTHING').run(
    name,
    `${salt}:${hash(password, salt)}`,
  );
}

function hash(password, salt) {
  return scryptSync(password, salt, HASH_BYTES).toString('hex');
}

/** Whether there is this user, with this password. */
export function passwordIsRight(name, password) {
  const user = db.prepare('SELECT password FROM users WHERE name = ?').get(name);
  if (!user) {
    hash(password, ''); // as slow as the check: nobody learns which names exist
    return false;
  }
  const [salt, expected] = user.password.split(':');
  return timingSafeEqual(Buffer.from(hash(password, salt)), Buffer.from(expected));
}

/** All files, the newest first. */
export function allFiles() {
  return db.prepare('SELECT * FROM files ORDER BY created_at DESC, id').all();
}

/** One file, or undefined. */
export function findFile(id) {
  return db.prepare('SELECT * FROM files WHERE id = ?').get(id);
}

/**
 * Adds a file, unless it exists: the webhook and the form may come in either order. A file that was
 * deleted does not come back.
 */
export function addFile(id, owner, { name, size }) {
  if (isDeleted(id)) return;
  db.prepare(
    `INSERT INTO files (id, owner, name, size, state, created_at)
     VALUES (?, ?, ?, ?, 'uploading', unixepoch()) ON CONFLICT DO NOTHING`,
  ).run(id, owner, name, size);
}

/** The title comes from the form. */
export function setTitle(id, title) {
  db.prepare('UPDATE files SET title = ? WHERE id = ?').run(title, id);
}

/**
 * How the upload ended. Failed uploads can be processed again: the latest end counts, in whatever
 * order the events arrive.
 */
export function setEnd(id, { name, size, sha256, state, message, path, endedAt }) {
  db.prepare(
    `UPDATE files SET name = ?, size = ?, sha256 = ?, state = ?, message = ?, path = ?, ended_at = ?
     WHERE id = ? AND (ended_at IS NULL OR ended_at <= ?)`,
  ).run(name, size, sha256, state, message, path, endedAt, id, endedAt);
}

/** Loadline no longer has the upload. */
export function setGone(id) {
  db.prepare("UPDATE files SET state = 'expired' WHERE id = ? AND state = 'uploading'").run(id);
}

/** Removes the row, and keeps its id for events that are still under way. */
export function removeFile(id) {
  db.prepare('DELETE FROM deleted WHERE at < unixepoch() - ?').run(WEEK_S);
  db.prepare('INSERT INTO deleted VALUES (?, unixepoch()) ON CONFLICT DO NOTHING').run(id);
  db.prepare('DELETE FROM files WHERE id = ?').run(id);
}

/** Whether the user has deleted the file. */
export function isDeleted(id) {
  return db.prepare('SELECT 1 FROM deleted WHERE id = ?').get(id) !== undefined;
}

/**
 * The ids of at most 100 files without an end that were added more than a minute ago; first those
 * that Loadline was not asked for the longest.
 */
export function unfinishedFiles() {
  return db
    .prepare(
      `SELECT id FROM files WHERE state = 'uploading' AND created_at < unixepoch() - 60
       ORDER BY asked_at, id LIMIT 100`,
    )
    .all()
    .map((row) => row.id);
}

/** Loadline is asked for these now. */
export function noteQuestion(ids) {
  const note = db.prepare('UPDATE files SET asked_at = unixepoch() WHERE id = ?');
  for (const id of ids) note.run(id);
}

/** Returns whether it is new. Loadline repeats an event for a day at most (patience). */
export function noteWebhook(id) {
  db.prepare('DELETE FROM webhooks WHERE at < unixepoch() - ?').run(WEEK_S);
  const added = db
    .prepare('INSERT INTO webhooks VALUES (?, unixepoch()) ON CONFLICT DO NOTHING')
    .run(id);
  return Number(added.changes) === 1;
}
