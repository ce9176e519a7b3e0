# SPDX-License-Identifier: MIT
"""The tables of the application, and what is stored in them."""

import contextlib
import os
import pathlib
import secrets
import sqlite3
import tempfile
import time

from flask import g
from werkzeug.security import check_password_hash, generate_password_hash

DATA = pathlib.Path(os.environ["EXAMPLE_DATA"])
WEEK_S = 7 * 24 * 3600

TABLES = """
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
"""


def create():
    """Makes the tables, and the two users of this demonstration."""
    connection = sqlite3.connect(DATA / "example.sqlite3")
    connection.executescript(TABLES)
    for name in ("alice", "bob"):
        connection.execute("INSERT INTO users VALUES (?, ?) ON CONFLICT DO NOTHING",
                           (name, generate_password_hash("loadline")))
    connection.commit()
    connection.close()


def secret_key():
    """The key of the sessions, which stays the same over restarts. The first of several processes
    that start at once makes it; only this user can read it."""
    path = DATA / "session.key"
    with tempfile.NamedTemporaryFile("w", dir=DATA, encoding="ascii") as draft:
        draft.write(secrets.token_hex(32))
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
    return path.read_text(encoding="ascii")


def db():
    """The connection of this request. `with db():` is a transaction."""
    if "db" not in g:
        g.db = sqlite3.connect(DATA / "example.sqlite3")
        g.db.row_factory = sqlite3.Row
    return g.db


def close(_error=None):
    """Closes the connection of this request."""
    if "db" in g:
        g.pop("db").close()


def password_is_right(name, password):
    """Whether there is this user, with this password."""
    user = db().execute("SELECT password FROM users WHERE name = ?", (name,)).fetchone()
    if user is None:
        generate_password_hash(password)  # as slow as the check: nobody learns which names exist
        return False
    return check_password_hash(user["password"], password)


def files():
    """All files, the newest first."""
    return db().execute("SELECT * FROM files ORDER BY created_at DESC, id").fetchall()


def file(upload_id):
    """One file, or None."""
    return db().execute("SELECT * FROM files WHERE id = ?", (upload_id,)).fetchone()


def add(upload_id, owner, values):
    """Adds a file, unless it exists: the webhook and the form may come in either order. A file that
    was deleted does not come back."""
    if is_deleted(upload_id):
        return
    row = {"sha256": None, "state": "uploading", "message": None, "path": None, "ended_at": None,
           **values, "id": upload_id, "owner": owner, "created_at": int(time.time())}
    db().execute("INSERT INTO files (id, name, owner, size, sha256, state, message, path,"
                 " created_at, ended_at) VALUES (:id, :name, :owner, :size, :sha256, :state,"
                 " :message, :path, :created_at, :ended_at) ON CONFLICT DO NOTHING", row)


def set_title(upload_id, title):
    """The title comes from the form."""
    db().execute("UPDATE files SET title = ? WHERE id = ?", (title, upload_id))


def set_end(upload_id, values):
    """How the upload ended. Failed uploads can be processed again: the latest end counts, in
    whatever order the events arrive."""
    db().execute("UPDATE files SET name = :name, size = :size, sha256 = :sha256, state = :state,"
                 " message = :message, path = :path, ended_at = :ended_at"
                 " WHERE id = :id AND (ended_at IS NULL OR ended_at <= :ended_at)",
                 {**values, "id": upload_id})


def set_gone(upload_id):
    """Loadline no longer has the upload."""
    db().execute("UPDATE files SET state = 'expired' WHERE id = ? AND state = 'uploading'",
                 (upload_id,))


def remove(upload_id):
    """Removes the row of a file, and keeps its id for events that are still under way."""
    now = int(time.time())
    db().execute("DELETE FROM deleted WHERE at < ?", (now - WEEK_S,))
    db().execute("INSERT OR IGNORE INTO deleted VALUES (?, ?)", (upload_id, now))
    db().execute("DELETE FROM files WHERE id = ?", (upload_id,))


def is_deleted(upload_id):
    """Whether the user has deleted the file."""
    row = db().execute("SELECT 1 FROM deleted WHERE id = ?", (upload_id,)).fetchone()
    return row is not None


def unfinished(before):
    """The ids of at most 100 files without an end that were added before that time; first those
    that Loadline was not asked for the longest."""
    rows = db().execute("SELECT id FROM files WHERE state = 'uploading' AND created_at < ?"
                        " ORDER BY asked_at, id LIMIT 100", (before,))
    return [row["id"] for row in rows]


def note_question(upload_ids):
    """Loadline is asked for these now."""
    now = int(time.time())
    db().executemany("UPDATE files SET asked_at = ? WHERE id = ?",
                     [(now, upload_id) for upload_id in upload_ids])


def note_webhook(webhook_id):
    """Returns whether it is new. Loadline repeats an event for a day at most: see patience."""
    now = int(time.time())
    db().execute("DELETE FROM webhooks WHERE at < ?", (now - WEEK_S,))
    added = db().execute("INSERT INTO webhooks VALUES (?, ?) ON CONFLICT DO NOTHING",
                         (webhook_id, now))
    return added.rowcount == 1
