# SPDX-License-Identifier: MIT
"""The application: users upload files with a title, and watch and download each other's."""

import functools
import io
import json
import logging
import pathlib
import re
import urllib.parse

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import transaction
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe, require_POST

from . import loadline
from .models import Deleted, File, Webhook, add_file, delivered_path, end_file, seconds

MAX_SIZE = 100_000_000
MINUTE_S = 60
WEEK_S = 7 * 24 * 3600
FILES_MAX = 50  # in one form: Loadline is asked for each
TITLE_MAX = File._meta.get_field("title").max_length
ENDED = ("done", "failed", "cancelled", "expired", "deleted")
ENDS = {
    "upload.processed": "done",
    "upload.failed": "failed",
    "upload.cancelled": "cancelled",
    "upload.expired": "expired",
}

signed_in = login_required(redirect_field_name=None)  # after signing in there is one place to go


def sign_in(request):
    if request.method != "POST":
        return render(request, "login.html")
    user = authenticate(request, username=request.POST.get("name"), password=request.POST.get("password"))
    if user is None:
        return render(request, "login.html", {"problem": "The name or the password is wrong."}, status=401)
    login(request, user)
    return redirect("/")


@require_POST
def sign_out(request):
    logout(request)
    answer = redirect("/login")
    # The component keeps names of files in the tab: the next person there must not see them.
    answer["Clear-Site-Data"] = '"storage"'
    return answer


def answers_scripts(view):
    """For requests of page.js: a page to sign in does not help it."""
    @functools.wraps(view)
    def checked(request, *arguments, **named):
        if not request.user.is_authenticated:
            return JsonResponse({"error": "not signed in"}, status=401)
        return view(request, *arguments, **named)
    return require_safe(checked)


def refuse(request, status, reason):
    return render(request, "refusal.html", {"reason": reason}, status=status)


def away(request, error):
    logging.getLogger(__name__).error("%s", error)
    return refuse(request, 503, "This does not work right now. Try again in a minute.")


@require_safe
@signed_in
def list_files(request):
    catch_up()
    name = request.user.username
    return render(request, "files.html", {
        "mine": File.objects.filter(owner=name),
        "others": [file for file in File.objects.exclude(owner=name) if may_watch(request.user, file)],
    })


@answers_scripts
def give_upload_token(request):
    """For <loadline-upload>: the user may send files up to 100 MB, and watch the own ones."""
    token = loadline.make_token(sub=request.user.username, scope="upload watch", max_size=MAX_SIZE)
    return JsonResponse({"token": token})


def may_watch(_user, _file):
    """Who sees a file: here every user. Put your own rule here."""
    return True


def file_for(user, file_id):
    """The file, if the user may see it. To others it does not exist."""
    file = get_object_or_404(File, id=file_id)
    if not may_watch(user, file):
        raise Http404
    return file


@answers_scripts
def give_watch_token(request, file_id):
    """For <loadline-progress>: a token in the owner's name, that is good for nothing but to watch this upload."""
    file = file_for(request.user, file_id)
    return JsonResponse({"token": loadline.make_token(sub=file.owner, scope="watch", upload_id=file.id)})


@require_POST
@signed_in
def take_form(request):
    """The ids come from the browser. Loadline tells whose uploads they are."""
    owner = request.user.username
    title = request.POST.get("title", "").strip()
    ids = {one for one in request.POST.getlist("files") if re.fullmatch("[0-9a-f]{32}", one)}
    if not title or not ids:
        return refuse(request, 400, "A title and at least one file are needed.")
    if len(ids) > FILES_MAX or len(title) > TITLE_MAX:
        return refuse(request, 400, f"At most {FILES_MAX} files, and a title of {TITLE_MAX} characters.")
    try:
        documents = [loadline.progress(one, owner) for one in ids]
    except loadline.Away as error:
        return away(request, error)
    if None in documents:
        return refuse(request, 400, "One of the files is not yours.")
    with transaction.atomic():
        for document in documents:
            add_file(document, owner)
            File.objects.filter(id=document["id"]).update(title=title)
            store_document(document)
    return redirect("/")


@require_safe
@signed_in
def show_file(request, file_id):
    return render(request, "file.html", {"file": file_for(request.user, file_id)})


@require_safe
@signed_in
def send_content(request, file_id):
    file = file_for(request.user, file_id)
    if file.state != "done" or file.path is None:
        return refuse(request, 409, "The file is not there yet.")
    # SecurityMiddleware adds X-Content-Type-Options. lighttpd sends the file, and decodes its path.
    response = FileResponse(io.BytesIO(), as_attachment=True, filename=file.name, content_type="application/octet-stream")
    response["X-Sendfile"] = urllib.parse.quote(file.path)
    return response


@require_POST
@signed_in
def delete_file(request, file_id):
    file = file_for(request.user, file_id)
    if file.owner != request.user.username:
        return refuse(request, 403, "Only the owner may delete a file.")
    # The webhook with the path may be under way, and Loadline keeps what it has delivered.
    try:
        document = loadline.progress(file.id, file.owner) or {}
        loadline.delete(file.id)
    except loadline.Away as error:
        return away(request, error)
    with transaction.atomic():
        Deleted.objects.filter(at__lt=seconds() - WEEK_S).delete()
        Deleted.objects.get_or_create(id=file_id)
        file = File.objects.filter(id=file_id).first() or file
        file.delete()
    remove_delivered(file.path or delivered_path(document))
    return redirect("/")


def remove_delivered(path):
    if path is not None:
        pathlib.Path(path).unlink(missing_ok=True)


@csrf_exempt  # its signature says where it comes from
@require_POST
def take_webhook(request):
    """Loadline repeats a webhook until it gets an answer of 2xx, so that comes after the commit."""
    status = loadline.check_webhook(request)
    if status != 200:
        return JsonResponse({"error": "not accepted"}, status=status)
    event = json.loads(request.body)
    with transaction.atomic():
        Webhook.objects.filter(at__lt=seconds() - WEEK_S).delete()
        _, is_new = Webhook.objects.get_or_create(id=request.headers["webhook-id"])
        if is_new:
            store_event(event)
    if is_unwanted(event):
        remove_delivered(delivered_path(event["data"]))
    return JsonResponse({"known": not is_new})


def store_event(event):
    """Only two events add a file: other ends change one that is there."""
    data = event["data"]
    if event["type"] in ("upload.created", "upload.processed"):
        add_file(data, data["owner"])
    if event["type"] in ENDS:
        end_file(data, ENDS[event["type"]], int(parse_datetime(event["timestamp"]).timestamp()))


def is_unwanted(event):
    """Whether nobody will need what was delivered. A failed upload keeps it: when it is processed again, the stages
    before the failure do not run again."""
    return (event["type"] in ("upload.cancelled", "upload.expired")
            or Deleted.objects.filter(id=event["data"]["id"]).exists())


def store_document(document):
    if document["state"] in ENDED:
        end_file(document, document["state"], document["updated_at"] // 1000)


def catch_up():
    """Loadline repeats webhooks for a day. What was missed for longer is asked for, once a minute at most."""
    late = File.objects.filter(state="uploading", created_at__lt=seconds() - MINUTE_S)
    late = list(late.order_by("asked_at", "id")[:20])  # first those that were not asked for the longest
    if not late or not cache.add("caught-up", True, MINUTE_S):
        return
    File.objects.filter(id__in=[file.id for file in late]).update(asked_at=seconds())
    try:
        for file in late:
            document = loadline.progress(file.id, file.owner)
            if document is None:
                File.objects.filter(id=file.id, state="uploading").update(state="expired")
            else:
                store_document(document)
    except loadline.Away as error:
        logging.getLogger(__name__).error("%s", error)
