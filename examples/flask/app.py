# SPDX-License-Identifier: MIT
"""Users sign in, upload files into a form, and see their files and those of others.

This file has the routes, database.py the tables, and loadline.py all that concerns Loadline.
"""

import functools
import os
import pathlib
import time
import urllib.parse

from flask import Flask, abort, redirect, render_template, request, session
from werkzeug.utils import send_file

import database
import loadline

MINUTE_S = 60
DAY_S = 24 * 3600
FILES_MAX = 50  # in one form: Loadline is asked for each
ENDS = {"upload.processed": "done", "upload.failed": "failed", "upload.cancelled": "cancelled",
        "upload.expired": "expired"}
POLICY = ("default-src 'self'; media-src 'self' blob:; base-uri 'self'; form-action 'self'; "
          "frame-ancestors 'none'")

database.create()
app = Flask(__name__)
# With https also set SESSION_COOKIE_SECURE.
app.config.update(SECRET_KEY=database.secret_key(), SESSION_COOKIE_SAMESITE="Lax",
                  PERMANENT_SESSION_LIFETIME=DAY_S, MAX_CONTENT_LENGTH=1_000_000)
app.teardown_appcontext(database.close)
last_question = {"at": 0.0}


@app.before_request
def refuse_foreign_forms():
    """SameSite=Lax keeps the cookie from forms of other sites. But other ports and subdomains
    belong to the same site, so the Origin has to be this host. Webhooks have no session."""
    if request.method == "POST" and request.endpoint != "webhook":
        if request.headers.get("Origin", "").partition("://")[2] != request.host:
            abort(403)


@app.after_request
def set_header_fields(response):
    """The pages have neither inline scripts nor inline styles."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def signed_in(route):
    """A route for users who are signed in; the user's name is its first argument."""
    @functools.wraps(route)
    def checked(**arguments):
        if "user" in session:
            return route(session["user"], **arguments)
        # Scripts ask for tokens: a page does not help them.
        return abort(401) if request.path.endswith("/token") else redirect("/login")
    return checked


def may_watch(user, file):
    """Who may watch and download a file: here every user. Put your own rule here."""
    return user is not None and file is not None


def watched_file(user, upload_id):
    """The row of a file; 404 if there is none that this user may watch."""
    file = database.file(upload_id)
    if not may_watch(user, file):
        abort(404)
    return file


@app.errorhandler(loadline.Away)
def say_later(_error):
    app.logger.exception("Loadline is away")
    return "This does not work right now. Try again in a minute.", 503


@app.get("/login")
def login():
    return render_template("login.html")


@app.post("/login")
def sign_in():
    name = request.form.get("name", "")
    if not database.password_is_right(name, request.form.get("password", "")):
        return render_template("login.html", problem="The name or the password is wrong."), 401
    session.clear()
    session["user"] = name
    return redirect("/", 303)


@app.post("/logout")
def sign_out():
    session.clear()
    answer = redirect("/login", 303)
    # The component keeps names of files in the tab: the next person there must not see them.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@app.get("/")
@signed_in
def index(user):
    catch_up()
    files = database.files()
    return render_template("index.html", user=user,
                           mine=[file for file in files if file["owner"] == user],
                           others=[file for file in files
                                   if file["owner"] != user and may_watch(user, file)])


@app.get("/token")
@signed_in
def upload_token(user):
    return {"token": loadline.make_token(user, "upload watch", max_size=loadline.MAX_SIZE)}


@app.post("/files")
@signed_in
def add_files(user):
    """The form has the ids of its uploads. A browser can send any: Loadline knows whether this
    user has an upload with that id."""
    title = request.form.get("title", "").strip()
    ids = set(request.form.getlist("files"))
    if not title or not 0 < len(ids) <= FILES_MAX or not all(map(loadline.is_id, ids)):
        abort(400)
    documents = [loadline.document(upload_id, user) for upload_id in ids]
    if None in documents:
        abort(400)
    with database.db():
        for document in documents:
            database.add(document["id"], user, loadline.facts_of_document(document))
            database.set_title(document["id"], title)
    return redirect("/", 303)


@app.get("/files/<upload_id>")
@signed_in
def show_file(user, upload_id):
    return render_template("file.html", user=user, file=watched_file(user, upload_id))


@app.get("/files/<upload_id>/token")
@signed_in
def watch_token(user, upload_id):
    """Loadline shows an upload to its owner only. This token is in the name of the owner, but it is
    for watching this one upload."""
    file = watched_file(user, upload_id)
    return {"token": loadline.make_token(file["owner"], "watch", upload_id=upload_id)}


@app.get("/files/<upload_id>/content")
@signed_in
def content(user, upload_id):
    file = watched_file(user, upload_id)
    if file["state"] != "done" or not os.path.isfile(file["path"] or ""):
        abort(409)
    response = send_file(file["path"], request.environ, as_attachment=True, conditional=False,
                         download_name=file["name"], use_x_sendfile=True)
    # The web server sends the file. Remove this, and the last argument, without one that does.
    response.headers["X-Sendfile"] = urllib.parse.quote(file["path"])
    response.content_length = 0
    return response


@app.post("/files/<upload_id>/delete")
@signed_in
def delete_file(user, upload_id):
    file = watched_file(user, upload_id)
    if file["owner"] != user:
        abort(403)
    # The webhook with the path may be under way, and Loadline keeps what it has delivered.
    document = loadline.document(upload_id, user)
    loadline.delete(upload_id)
    with database.db():
        file = database.file(upload_id) or file
        database.remove(upload_id)
    remove_delivered(file["path"] or (document and loadline.delivered_path(document)))
    return redirect("/", 303)


def remove_delivered(path):
    if path:
        pathlib.Path(path).unlink(missing_ok=True)


@app.post("/webhooks/loadline")
def webhook():
    """The signature stands for the session. Events may come twice, and in any order."""
    try:
        event = loadline.verify(request.headers, request.get_data())
    except loadline.Refused as refused:
        abort(refused.args[0])
    with database.db():
        is_new = database.note_webhook(request.headers["webhook-id"])
        if is_new:
            store_event(event)
    # The transaction has ended: what is answered with 200 is stored.
    if is_unwanted(event):
        remove_delivered(loadline.delivered_path(event["data"]))
    return {"known": not is_new}


def store_event(event):
    """Only two events add a row: other ends change one that is there."""
    data = event["data"]
    if event["type"] in ("upload.created", "upload.processed"):
        database.add(data["id"], data["owner"], {"name": data["name"], "size": data["size"]})
    if event["type"] in ENDS:
        database.set_end(data["id"], loadline.facts_of_event(event, ENDS[event["type"]]))


def is_unwanted(event):
    """Whether nobody will need what was delivered. A failed upload keeps it: when it is processed
    again, the stages before the failure do not run again."""
    return (event["type"] in ("upload.cancelled", "upload.expired")
            or database.is_deleted(event["data"]["id"]))


def catch_up():
    """Loadline repeats webhooks for a day. The application asks for what it missed for longer,
    once a minute at most."""
    now = time.time()
    ids = database.unfinished(now - MINUTE_S)
    if not ids or now - last_question["at"] < MINUTE_S:
        return
    last_question["at"] = now
    with database.db():
        database.note_question(ids)
    try:
        documents, gone = loadline.documents(ids)
    except loadline.Away:
        app.logger.exception("Loadline does not answer")
        return
    with database.db():
        for document in documents:
            facts = loadline.facts_of_document(document)
            if facts["state"] != "uploading":
                database.set_end(document["id"], facts)
        for upload_id in gone:
            database.set_gone(upload_id)
