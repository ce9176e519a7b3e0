# SPDX-License-Identifier: MIT
"""Settings for Django 3.2 and later. What belongs to the site comes from the environment."""

import os
import pathlib

from django.core.management.utils import get_random_secret_key

BASE_DIR = pathlib.Path(__file__).resolve().parent.parent
DATA = pathlib.Path(os.environ["EXAMPLE_DATA"])
DELIVERED = pathlib.Path(os.environ["EXAMPLE_DELIVERED"])
LOADLINE_URL = os.environ["LOADLINE_URL"]
LOADLINE_TOKEN_KEY = pathlib.Path(os.environ["LOADLINE_TOKEN_KEY"])
LOADLINE_WEBHOOK_SECRET = pathlib.Path(os.environ["LOADLINE_WEBHOOK_SECRET"])


def secret_key():
    """Made at the first start."""
    path = DATA / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = secret_key()
# The name of your site belongs here.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "demo.urls"
LOGIN_URL = "/login"
# With https also set SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE; SECURE_PROXY_SSL_HEADER for what the
# web server says about https, or the site's URL in CSRF_TRUSTED_ORIGINS: else Django refuses every form.
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "example.sqlite3"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "files",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "demo.middleware.header_fields",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
    ]},
}]
