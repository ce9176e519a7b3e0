# SPDX-License-Identifier: MIT
"""The files, and the webhooks that were seen. Users are Django's own."""

import time

from django.conf import settings
from django.db import models
from django.db.models import Q


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
    ended_at = models.BigIntegerField(null=True)  # by Loadline's clock
    asked_at = models.BigIntegerField(default=0)  # when Loadline was asked for the end

    class Meta:
        db_table = "files"
        ordering = ["-created_at", "id"]


class Deleted(models.Model):
    """A file that the user has deleted. Events that are still under way do not bring it back."""
    id = models.CharField(primary_key=True, max_length=32)
    at = models.BigIntegerField(default=seconds)

    class Meta:
        db_table = "deleted"


class Webhook(models.Model):
    id = models.CharField(primary_key=True, max_length=200)
    at = models.BigIntegerField(default=seconds)

    class Meta:
        db_table = "webhooks"


def add_file(news, owner):
    """Adds a file unless it is there, or was: its form and its webhooks come in any order."""
    if Deleted.objects.filter(id=news["id"]).exists():
        return
    file = File(id=news["id"], owner=owner, name=news["name"], size=news["size"], state="uploading")
    File.objects.bulk_create([file], ignore_conflicts=True)


def end_file(news, state, ended_at):
    """How an upload ended. `news` is the data of a webhook, or the document of the upload: their members are the same.
    Failed uploads can be processed again: the latest end counts, in whatever order the events arrive."""
    result = news.get("result") or {}
    problem = news.get("failure") or news.get("error") or {}
    is_latest = Q(ended_at=None) | Q(ended_at__lte=ended_at)
    File.objects.filter(is_latest, id=news["id"]).update(
        state=state, name=news["name"], size=news["size"], sha256=result.get("sha256"),
        message=problem.get("message"), path=delivered_path(news), ended_at=ended_at)


def delivered_path(news):
    """Where the stage "deliver" has put the file. Its result is relative to its folder."""
    folder = settings.DELIVERED.resolve()
    path = (folder / ((news.get("result") or {}).get("delivered") or "")).resolve()
    return str(path) if folder in path.parents else None
