# SPDX-License-Identifier: MIT
"""The files, and the webhooks that were seen. Users are Django's own."""

import time

from django.conf import settings
from django.db import models


def seconds():
    """Now, since 1970."""
    return int(time.time())


class File(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    title = models.CharField(null=True, max_length=200)
    name = models.TextField(null=True)
    owner = models.CharField(max_length=150)  # a username, which is the "sub" of tokens
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(null=True, max_length=64)
    state = models.CharField(max_length=16)  # uploading, or how the upload ended
    message = models.TextField(null=True)
    path = models.TextField(null=True)
    created_at = models.BigIntegerField(default=seconds)

    class Meta:
        db_table = "files"
        ordering = ["-created_at", "id"]


class Webhook(models.Model):
    id = models.CharField(primary_key=True, max_length=200)
    at = models.BigIntegerField(default=seconds)

    class Meta:
        db_table = "webhooks"


def add_file(news, owner):
    """Adds a file unless it is there: its form and its webhooks come in any order."""
    file = File(id=news["id"], owner=owner, name=news["name"], size=news["size"], state="uploading")
    File.objects.bulk_create([file], ignore_conflicts=True)


def end_file(news, state):
    """How an upload ended. `news` is the data of a webhook, or the document of the upload: their members are the same."""
    result = news.get("result") or {}
    problem = news.get("failure") or news.get("error") or {}
    known = {name: news[name] for name in ("name", "size") if news.get(name) is not None}
    File.objects.filter(id=news["id"]).update(
        state=state, sha256=result.get("sha256"), message=problem.get("message"),
        path=delivered_path(result.get("delivered")), **known)


def delivered_path(name):
    """Where the stage "deliver" has put the file. Its result is relative to its folder."""
    folder = settings.DELIVERED.resolve()
    path = (folder / (name or "")).resolve()
    return str(path) if folder in path.parents else None
