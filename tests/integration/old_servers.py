# SPDX-License-Identifier: MIT
"""nginx and Apache with the progress modules that old pages were written for."""

import pathlib
import shutil
import signal
import subprocess
import tempfile

import fronts
import stack
import waiting

NGINX = """
load_module /usr/lib/nginx/modules/ngx_http_uploadprogress_module.so;
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/log;
events {{}}
http {{
    access_log off;
""" + fronts.NGINX_SCRATCH + """    upload_progress old 1m;
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 2m;
        location /uploads/ {{
            proxy_pass {behind};
            track_uploads old 60s;
        }}
        location /json {{ report_uploads old; upload_progress_json_output; }}
        location /jsonp {{ report_uploads old; upload_progress_jsonp_output; }}
        location /java {{ report_uploads old; upload_progress_java_output; }}
        location /default {{ report_uploads old; }}
    }}
}}
"""

APACHE = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/log
LogLevel error
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule upload_progress_module /usr/lib/apache2/modules/mod_upload_progress.so
UploadProgressSharedMemorySize 1024000
ProxyPass /uploads/ {behind}/uploads/
<Location /uploads/>
    TrackUploads On
</Location>
<Location /uploads/denied>
    Require all denied
</Location>
<Location /json>
    ReportUploads On
</Location>
"""


class OldServer:
    """Passes what is posted below /uploads/ on to behind, and reports its progress."""

    def __init__(self, behind, settings, command):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadline-old-"))
        self.folder.chmod(0o755)
        self.port = stack.free_port()
        self.settings = self.folder / "settings"
        self.settings.write_text(settings.format(folder=self.folder, port=self.port,
                                                 behind=behind))
        self.command = [word.format(settings=self.settings, folder=self.folder)
                        for word in command]
        self.process = None

    def __enter__(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting.until(lambda: stack.answers(self.port) or self.process.poll() is not None,
                      "the old server answers")
        assert self.process.poll() is None, (self.folder / "log").read_text()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.folder)


def nginx(behind):
    return OldServer(behind, NGINX, ["/usr/sbin/nginx", "-p", "{folder}", "-c", "{settings}",
                                     "-e", "{folder}/log"])


def apache(behind):
    return OldServer(behind, APACHE, ["/usr/sbin/apache2", "-f", "{settings}", "-DFOREGROUND"])
