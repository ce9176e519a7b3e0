# SPDX-License-Identifier: MIT
"""Real files through real tools, followed stage by stage over WebSocket through lighttpd."""

import itertools
import json
import re
import subprocess
import tarfile

import pytest

import clamd
import live
import stack
import tus

STAGES = stack.ROOT / "deploy/stages"
SECONDS = 20

SETTINGS = """
[pipeline image/*]
stages = identify, scan, thumbnails
[pipeline video/*]
stages = identify, scan, transcode
[pipeline application/zip]
stages = identify, scan, contents
[stage scan]
scan_socket = {scanner}
[stage thumbnails]
command = {stages}/thumbnails 200 800
[stage transcode]
command = {stages}/transcode 360
label = Video
[stage contents]
command = {stages}/archive-list
"""


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, text=True, **options).stdout


@pytest.fixture(scope="module")
def site():
    scanner = clamd.Clamd()
    made = stack.Stack(stages="identify, scan", progress_interval="50ms")
    try:
        scanner.start()
        made.start()
        made.configure(SETTINGS.format(scanner=scanner.address, stages=STAGES))
        yield made
    finally:
        made.stop()
        scanner.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("material")


def send(site, data, name, kind, end="done"):
    """Uploads it and follows it to its end; every document that was published. A watcher on a busy machine is spared
    those that newer ones have overtaken."""
    upload = tus.Upload.create(f"{site.url}/uploads/", len(data), filename=name, filetype=kind)
    with site.redis().pubsub(ignore_subscribe_messages=True) as published, \
            live.Watcher(site, upload.id) as watcher:
        published.subscribe(f"loadline:upload:{upload.id}")
        assert upload.patch(data).status == 204
        last = watcher.wait_end(120)
        assert last.document["state"] == end, last.document
        live.assert_truthful(watcher.events)
        return upload.id, told(published, end)


def told(published, end):
    """What came so far, which is all."""
    documents = []
    for message in published.listen():
        documents.append(json.loads(message["data"]))
        if documents[-1]["state"] == end:
            return documents
    raise AssertionError(documents)


def out(site, upload_id, stage):
    return site.data_file(upload_id).parent / "out" / stage


def check_stage_by_stage(events, names):
    """Each stage was told to run, in order, after those before it were done."""
    assert [stage["name"] for stage in events[-1]["stages"]] == names
    running = [next((s["name"] for s in event["stages"] if s["state"] == "running"), None)
               for event in events]
    assert [name for name, _ in itertools.groupby(running) if name] == names
    for event in events:
        states = [s["state"] for s in event["stages"]]
        assert states == sorted(states, key=["done", "failed", "running", "waiting",
                                             "skipped"].index)


def test_a_jpeg_gets_thumbnails(site, folder):
    path = folder / "photo.jpg"
    run("convert", "-size", "1600x1200", "plasma:fractal", "-set", "EXIF:Artist", "me", path)
    upload_id, events = send(site, path.read_bytes(), "photo.jpg", "image/jpeg")
    check_stage_by_stage(events, ["identify", "scan", "thumbnails"])
    assert events[-1]["result"] | {"scan": "clean", "thumbnails": "2"} == events[-1]["result"]
    for size in (200, 800):
        made = out(site, upload_id, "thumbnails") / f"thumbnail-{size}.jpg"
        assert run("identify", "-format", "%m %w", made) == f"JPEG {size}"


def test_no_other_format_gets_in(site):
    """A drawing that would read a file of the system is no picture to this stage."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'
    _, events = send(site, svg, "photo.svg", "image/svg+xml", "failed")
    assert events[-1]["error"]["stage"] == "thumbnails"
    assert "image/svg+xml" in events[-1]["error"]["message"]


def test_a_video_is_transcoded(site, folder):
    part, path = folder / "part.webm", folder / "film.webm"
    run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc=duration={SECONDS // 5}:size=1280x720",
        "-f", "lavfi", "-i", f"sine=duration={SECONDS // 5}", "-c:v", "libvpx", "-deadline", "realtime",
        "-cpu-used", "8", "-b:v", "2M", "-c:a", "libvorbis", "-y", part)
    run("ffmpeg", "-v", "error", "-stream_loop", "4", "-i", part, "-c", "copy", "-y", path)
    upload_id, events = send(site, path.read_bytes(), "film.webm", "video/webm")
    check_stage_by_stage(events, ["identify", "scan", "transcode"])
    seen = [(stage["progress"], stage["message"]) for event in events for stage in event["stages"]
            if stage["name"] == "transcode" and stage["state"] == "running" and stage["message"]]
    values = [value for value, _ in itertools.groupby(value for value, _ in seen)]
    assert values == sorted(values) and len(values) >= 10, values
    for value, message in seen:
        # ffmpeg's own time in the file, which the value is made from; a message has whole seconds.
        at, whole = map(int, re.fullmatch(r"(\d+) of (\d+) s", message).groups())
        assert whole == SECONDS and at * 100 // (whole + 1) <= value <= (at + 1) * 100 // whole
    made = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json",
                          out(site, upload_id, "transcode") / "video.mp4"))
    assert {s["codec_name"] for s in made["streams"]} == {"h264", "aac"}
    assert {s["height"] for s in made["streams"] if s["codec_type"] == "video"} == {360}
    assert abs(float(made["format"]["duration"]) - SECONDS) < 1
    poster = out(site, upload_id, "transcode") / "poster.jpg"
    assert run("identify", "-format", "%m", poster) == "JPEG"


def test_a_playlist_in_disguise_leads_nowhere(site):
    data = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    _, events = send(site, data, "film.mp4", "video/mp4", "done")
    assert [s["name"] for s in events[-1]["stages"]] == ["identify", "scan"], "it is no video"


def test_a_zip_is_read(site, folder):
    for n in range(3):
        (folder / f"file {n}.txt").write_text("x" * 1000)
    run("zip", "-q", "archive.zip", *[f"file {n}.txt" for n in range(3)], cwd=folder)
    data = (folder / "archive.zip").read_bytes()
    upload_id, events = send(site, data, "archive.zip", "application/zip")
    check_stage_by_stage(events, ["identify", "scan", "contents"])
    assert events[-1]["result"]["entries"] == "3"
    assert events[-1]["result"]["unpacked_bytes"] == "3000"
    text = (out(site, upload_id, "contents") / "contents.txt").read_text()
    assert "file 2.txt" in text and len(text.splitlines()) == 3


def run_tool(folder, tool, *words, kind=""):
    """The command alone: its exit status, its last complaint, and what it left."""
    place = folder / f"out-{tool}-{len(list(folder.iterdir()))}"
    place.mkdir()
    done = subprocess.run([STAGES / tool, *map(str, words)], cwd=place, text=True, check=False,
                          capture_output=True, timeout=120,
                          env={**stack.clean_environment(), "LOADLINE_TYPE_FOUND": kind})
    return done.returncode, (done.stderr.splitlines() or [""])[-1], sorted(place.iterdir())


@pytest.mark.parametrize("entries, length, why", [
    (100_001, 8, "The archive has more than 100000 entries"),
    (30_000, 1000, "The list of entries is longer than 8388608 bytes")])
def test_a_small_archive_makes_no_large_list(folder, entries, length, why):
    path = folder / f"bomb-{entries}.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT) as archive:
        for n in range(entries):
            archive.addfile(tarfile.TarInfo(f"{n:08d}".ljust(length, "x")))
    assert path.stat().st_size < 4 << 20
    assert run_tool(folder, "archive-list", path) == (1, why, [])


def test_a_damaged_archive_leaves_no_list(folder):
    path = folder / "broken.zip"
    path.write_bytes(b"PK\3\4" + b"x" * 200)
    assert run_tool(folder, "archive-list", path) == (1, "The file is damaged, or not an archive", [])


def test_a_video_does_not_grow_without_end(folder):
    path = folder / "noise.mkv"
    run("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
        "nullsrc=size=640x360:duration=4,geq=random(1)*255:128:128", "-c:v", "mpeg4", "-q:v", "3",
        "-y", path)
    status, why, left = run_tool(folder, "transcode", 360, 1, path, kind="video/x-matroska")
    assert (status, why, left) == (1, "The video would be larger than 1048576 bytes", [])


@pytest.mark.parametrize("size", ["0", "5000", "99999", "x", "-1", ""])
def test_a_thumbnail_has_a_bounded_side(folder, size):
    path = folder / "small.png"
    run("convert", "-size", "8x8", "xc:red", path)
    status, why, left = run_tool(folder, "thumbnails", size, path, kind="image/png")
    assert (status, why, left) == (1, "A side must have 1 to 4096 pixels", [])


def test_eicar_is_caught(site):
    _, events = send(site, clamd.EICAR, "letter.txt", "text/plain", "failed")
    assert events[-1]["error"] == {"code": "malware", "stage": "scan", "status": 500,
                                   "message": "The scanner found Test.Eicar.UNOFFICIAL",
                                   "retryable": False}
    assert events[-1]["message"] == "The scanner found Test.Eicar.UNOFFICIAL"
