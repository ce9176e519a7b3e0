# SPDX-License-Identifier: MIT
"""The tables, and two users to try it with. Your application has its own."""

from django.contrib.auth.hashers import make_password
from django.db import migrations, models

import files.models


def make_users(apps, _schema_editor):
    user = apps.get_model("auth", "User")
    for name in ("alice", "bob"):
        user.objects.create(username=name, password=make_password("loadline"))


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200, null=True)),
                ("name", models.TextField(null=True)),
                ("owner", models.CharField(max_length=150)),
                ("size", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(max_length=64, null=True)),
                ("state", models.CharField(max_length=16)),
                ("message", models.TextField(null=True)),
                ("path", models.TextField(null=True)),
                ("created_at", models.BigIntegerField(default=files.models.seconds)),
                ("ended_at", models.BigIntegerField(null=True)),
                ("asked_at", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "files", "ordering": ["-created_at", "id"]},
        ),
        migrations.CreateModel(
            name="Deleted",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField(default=files.models.seconds)),
            ],
            options={"db_table": "deleted"},
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("at", models.BigIntegerField(default=files.models.seconds)),
            ],
            options={"db_table": "webhooks"},
        ),
        migrations.RunPython(make_users, migrations.RunPython.noop),
    ]
