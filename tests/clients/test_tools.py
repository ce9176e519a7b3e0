# SPDX-License-Identifier: MIT
"""curl and wget, as people type them."""

import pytest

import clients
from conftest import NAME, SIZE

NAMED = "named%20so.bin"
# Feeds a program from a pipe, so that it cannot know a length.
PIPE = 'file=$1; shift; cat "$file" | "$@"'


@pytest.fixture
def curl(site, material):
    """curl(path, *words): FILE in the words is the file's path."""
    def run(path, *words, piped=False):
        words = [word.replace("FILE", str(material)) for word in words]
        command = ["curl", "--fail-with-body", "-sS", "--max-time", "60", "--write-out",
                   clients.TELL, *words, site.url + path]
        pipe = ["sh", "-c", PIPE, "sh", str(material)] if piped else []
        return clients.by_tool(*pipe, *command)
    return run


@pytest.fixture
def wget(site, material):
    def run(path, *words):
        words = [word.replace("FILE", str(material)) for word in words]
        return clients.by_tool("wget", "-nv", "-S", "-O", "-", "--tries=1", "--content-on-error",
                               *words, site.url + path)
    return run


@pytest.mark.parametrize("path", ["/uploads/", "/uploads"])
def test_curl_form(books, curl, path):
    books.whole(curl(path, "-F", "note=before the file", "-F", "file=@FILE"))


@pytest.mark.parametrize("form", [["-F", "file=@-;filename=piped.bin"],
                                  ["-F", "file=@FILE;filename=piped.bin",
                                   "-H", "Transfer-Encoding: chunked"]],
                         ids=["of a pipe", "in chunks"])
def test_curl_form_without_a_length(books, curl, form):
    books.whole(curl("/uploads/", *form, piped="@-" in form[1]), "piped.bin")


def test_curl_puts_a_file(books, curl):
    books.whole(curl("/uploads/", "-T", "FILE"))


def test_curl_puts_what_it_is_piped(books, curl):
    books.whole(curl(f"/uploads/{NAMED}", "-T", "-", piped=True), "named so.bin")


@pytest.mark.parametrize("path, name", [("/uploads/", ""), ("/uploads", ""),
                                        (f"/uploads/{NAMED}", "named so.bin")])
def test_curl_posts_a_file(books, curl, path, name):
    books.whole(curl(path, "--data-binary", "@FILE"), name)


def test_curl_posts_a_file_that_a_field_names(books, curl):
    books.whole(curl("/uploads/", "--data-binary", "@FILE", "-H",
                     "Content-Disposition: attachment; filename=\"a.bin\"; "
                     "filename*=UTF-8''gr%C3%B6%C3%9Fe%20na%C3%AFve%201.bin"), NAME)


def test_curl_posts_what_it_is_piped(books, curl):
    books.whole(curl(f"/uploads/{NAMED}", "-X", "POST", "-T", "-", piped=True), "named so.bin")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_curl_from_the_middle_of_a_file_is_refused(books, curl, method):
    books.refused(curl(f"/uploads/{NAMED}", "-X", method, "-C", "500", "-T", "FILE"))


@pytest.mark.parametrize("field", [f"Content-Range: bytes 0-{SIZE - 1}/*",
                                   f"Content-Range: bytes 0-{SIZE - 1}/{SIZE * 2}"])
def test_curl_with_a_piece_is_refused(books, curl, field):
    books.refused(curl(f"/uploads/{NAMED}", "-T", "FILE", "-H", field))
    books.refused(curl("/uploads/", "--data-binary", "@FILE", "-H", field))
    books.refused(curl("/uploads/", "-F", "file=@FILE", "-H", field))


@pytest.mark.parametrize("path, name", [("/uploads/", ""), ("/uploads", ""),
                                        (f"/uploads/{NAMED}", "named so.bin")])
def test_wget_posts_a_file(books, wget, path, name):
    books.whole(wget(path, "--post-file=FILE"), name)


def test_wget_puts_a_file(books, wget):
    books.whole(wget(f"/uploads/{NAMED}", "--method=PUT", "--body-file=FILE"), "named so.bin")
