# SPDX-License-Identifier: MIT
"""The routes."""

from django.conf import settings
from django.urls import path, re_path
from django.views.static import serve

from files import views

urlpatterns = [
    path("", views.list_files),
    path("login", views.sign_in),
    path("logout", views.sign_out),
    path("token", views.give_upload_token),
    path("files", views.take_form),
    path("files/<slug:file_id>", views.show_file),
    path("files/<slug:file_id>/token", views.give_watch_token),
    path("files/<slug:file_id>/content", views.send_content),
    path("files/<slug:file_id>/delete", views.delete_file),
    path("webhooks/loadline", views.take_webhook),
    # On a real site the web server has these.
    re_path(r"^static/(?P<path>.*)$", serve, {"document_root": settings.BASE_DIR / "files/static"}),
]
