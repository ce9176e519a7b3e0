# SPDX-License-Identifier: MIT
"""Each shipped web server configuration in front of the programs of one site.

A front is a site (stack.Stack) whose URL is that of another web server. The
server's own part (where it listens, which modules it loads) is written here, as
a distribution's main file has it; what is in deploy/ is included as it is.
"""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

import redis_tls
import shards
import stack
import waiting

DEPLOY = stack.ROOT / "deploy"
APACHE_MODULES = pathlib.Path("/usr/lib/apache2/modules")

# What each Apache needs, whatever it does.
APACHE_HEAD = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/log
LogLevel warn
{modules}
"""
APACHE = APACHE_HEAD + """
{own}
DocumentRoot {root}
<Directory {root}>
    Require all granted
    AllowOverride All
</Directory>
{include}
"""


def apache_modules(names):
    """The lines that load them."""
    return "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in names)


# What nginx needs to write nowhere else.
NGINX_SCRATCH = """
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
"""

NGINX = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
""" + NGINX_SCRATCH + """    map $http_upgrade $loadline_connection {{ default upgrade; '' ''; }}
    server {{
        listen 127.0.0.1:{port};
        root {root};
        {fields}
        set $loadline_sockets {sockets};
        set $loadline_spool {spool};
        include {include};
    }}
}}
"""


class Front(stack.Stack):
    """The site through another web server; its members say what that one can do."""

    name = "lighttpd"
    streams = True         # the program sees a body as it arrives
    live = True            # WebSocket and its stand-ins reach the relay
    interim = True         # interim answers reach the client
    lengthless = "once it is complete, up to 1 GiB" # a body without a length reaches the program
    empty_post = False     # a POST with neither length nor body reaches the program
    superseded = (423, 409) # what a sender hears that was taken over
    folder_name = "lighttpd"
    settings = {}
    changes = ()           # what is replaced in the shipped configuration: pairs of texts

    def __init__(self, **settings):
        super().__init__(**{**self.settings, **settings})
        self.folder = self.data / "front"
        self.server = None
        self.front_port = None
        self.tls_port = None   # its second port; it opens them one after the other
        self.spawned = None

    def start(self):
        super().start()
        self.start_front()

    def start_front(self):
        """lighttpd runs already."""

    def stop(self):
        self.stop_front()
        super().stop()

    def stop_front(self, number=signal.SIGTERM):
        if self.server and self.server.poll() is None:
            self.server.send_signal(number)
            self.server.wait(30)
        self.server = None

    def changed(self, path):
        """The shipped file, or where there are changes a copy with them."""
        if not self.changes:
            return path
        text = path.read_text()
        for old, new in self.changes:
            assert old in text, old
            text = text.replace(old, new)
        copy = self.folder / f"changed-{path.name}"
        copy.write_text(text)
        return copy

    def process(self):
        """Has the processing done where nothing runs by itself."""

    def open_again(self):
        """A component was started anew: its socket is to be reached by the server's user."""

    def kill_program(self):
        """Whatever receives uploads is killed, and is there again."""
        self.kill("upload")
        self.start_component("upload")

    def restart_front(self):
        """With its configuration as it is now, which somebody may have changed."""
        command, options = self.spawned
        self.stop_front()
        waiting.until(lambda: not stack.answers(self.front_port), f"{self.name} ends")
        self.spawn(command, **options)

    def spawn(self, command, **options):
        self.spawned = command, options
        self.folder.mkdir(exist_ok=True)
        self.front_port = self.front_port or stack.free_port()
        with open(self.data / "log" / "front.log", "a", encoding="utf-8") as log:
            # pylint: disable=consider-using-with
            self.server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                           stderr=log, **options)
        waiting.until(lambda: self.answers() or self.server.poll() is not None, f"{self.name} answers")
        assert self.server.poll() is None, self.log()

    def answers(self):
        return all(stack.answers(port) for port in (self.front_port, self.tls_port) if port)

    def log(self):
        logs = (self.folder / "log", self.data / "log" / "front.log")
        return "".join(log.read_text(errors="replace") for log in logs if log.exists())

    @property
    def public_port(self):
        return self.front_port or self.port


class Nginx(Front):
    name = "nginx"
    folder_name = "nginx"
    interim = False
    lengthless = "as it arrives"
    empty_post = True
    settings = {"interim_responses": "no"}
    template = NGINX

    def start_front(self):
        self.front_port = stack.free_port()
        self.folder.mkdir(exist_ok=True)
        settings = self.folder / "nginx.conf"
        settings.write_text(self.template.format(
            folder=self.folder, port=self.front_port, root=stack.ROOT / "web/dist",
            sockets=self.sockets, spool=self.spool, include=self.changed(DEPLOY / "nginx/loadline.conf"),
            fields=self.fields(),
            user=f"user {self.user()};" if os.geteuid() == 0 else ""))
        self.spawn(["/usr/sbin/nginx", "-p", self.folder, "-c", settings,
                    "-e", self.folder / "log"])

    @staticmethod
    def user():
        """Whom its workers become."""
        return "root"

    @staticmethod
    def fields():
        """What the shipped site adds to every answer."""
        lines = (DEPLOY / "nginx/site.conf").read_text().splitlines()
        return "\n".join(line for line in lines if line.lstrip().startswith("add_header"))


class Apache(Front):
    """Common to the ways in which Apache talks FastCGI."""

    interim = False
    lengthless = "as it arrives"
    empty_post = True
    settings = {"interim_responses": "no", "spool_mode": "group"}
    modules = ("mpm_event", "authz_core", "authn_core", "alias", "mime", "dir", "setenvif",
               "headers", "rewrite", "reqtimeout", "proxy", "proxy_http", "xsendfile")
    include = None

    def definitions(self):
        return {"LOADLINE_SOCKETS": self.sockets, "LOADLINE_SPOOL": self.spool}

    def start_front(self):
        self.folder.mkdir(exist_ok=True)
        shutil.copytree(stack.ROOT / "web/dist", self.folder / "root", dirs_exist_ok=True)
        self.front_port = self.front_port or stack.free_port()
        own = [f"Define {name} {value}" for name, value in self.definitions().items()]
        if self.user():
            own += [f"User {self.user()}", f"Group #{pwd.getpwnam(self.user()).pw_gid}"]
            self.open_to_user()
        settings = self.folder / "apache.conf"
        settings.write_text(APACHE.format(
            folder=self.folder, port=self.front_port, root=self.root(),
            modules=apache_modules(self.modules),
            own="\n".join([*own, "TypesConfig /etc/mime.types", *self.server_lines()]),
            include=f"Include {self.changed(self.include)}" if self.include else ""))
        self.spawn([*self.runner(), "/usr/sbin/apache2", "-f", settings, "-DFOREGROUND"])

    def root(self):
        """What is served besides."""
        return self.folder / "root"

    def user(self):
        """Whom a server that root starts becomes; None: we are not root."""
        return "www-data" if os.geteuid() == 0 else None

    def runner(self):
        """What the server is started by."""
        return []

    def server_lines(self):
        return []

    def open_to_user(self):
        """What a site's administrator does with groups: the server's user may use the sockets
        and the spool, and read the settings."""
        account = pwd.getpwnam(self.user())
        self.data.chmod(0o711)
        for name in ("secret", "loadline.conf"):
            os.chown(self.data / name, -1, account.pw_gid)
            (self.data / name).chmod(0o640)
        self.open_sockets()
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
        for path in (self.spool, *self.spool.rglob("*")):
            os.chown(path, -1, account.pw_gid)
            path.chmod(0o2770 if path.is_dir() else 0o660)

    def open_sockets(self):
        self.sockets.chmod(0o755)
        for path in self.sockets.iterdir():
            path.chmod(0o777)

    def open_again(self):
        if self.user():
            self.open_sockets()

    def kill_program(self):
        super().kill_program()
        self.open_again()


class ApacheProxy(Apache):
    name = "Apache, mod_proxy_fcgi"
    folder_name = "apache-proxy"
    modules = (*Apache.modules, "proxy_fcgi")
    include = DEPLOY / "apache-proxy/loadline.conf"


class Fcgid(Apache):
    """Apache starts the programs itself, from a copy that its user can reach."""

    name = "Apache, mod_fcgid"
    folder_name = "apache-fcgid"
    streams = False
    lengthless = Front.lengthless
    settings = {**Apache.settings, "chunk_size": "1m"}
    modules = (*Apache.modules, "fcgid")
    include = DEPLOY / "apache-fcgid/loadline.conf"

    def definitions(self):
        return {**super().definitions(), "LOADLINE_PROGRAMS": self.folder / "programs",
                "LOADLINE_SETTINGS": self.folder / "loadline.conf"}

    def server_lines(self):
        return [f"FcgidIPCDir {self.folder}", f"FcgidProcessTableFile {self.folder}/processes"]

    def start_front(self):
        self.folder.mkdir(exist_ok=True)
        self.install(self.folder / "programs")
        self.write_settings(self.folder / "loadline.conf")
        super().start_front()

    def install(self, folder):
        folder.mkdir(exist_ok=True)
        for name in ("upload.fcgi", "progress.fcgi"):
            shutil.copy(stack.BUILD / "fcgi" / name, folder)

    def write_settings(self, path):
        """The site's, and this front's: the programs get no environment of ours."""
        settings = {**self.settings, "redis_url": shards.in_settings(self.redis_url("upload")),
                    **redis_tls.client_settings()}
        kept = shards.lines_without(self.data / "loadline.conf", *settings)
        own = [f"{name} = {value}" for name, value in settings.items()]
        path.write_text("\n".join([*kept, *own]) + "\n")
        path.chmod(0o640)

    def programs(self):
        """The processes that Apache has started for uploads."""
        told = subprocess.run(["pgrep", "-f", str(self.folder / "programs/upload.fcgi")],
                              stdout=subprocess.PIPE, check=False, text=True)
        return [int(pid) for pid in told.stdout.split()]

    def kill_program(self):
        for pid in self.programs():
            with contextlib.suppress(ProcessLookupError):  # Apache ends some by itself
                os.kill(pid, signal.SIGKILL)


def table(kinds):
    """What each front end can do, in Markdown, as doc/installing.md has it."""
    rows = ["| front end | settings | the program gets the bytes | live progress by | 104 answers |"
            " a displaced sender gets | the program gets a body without a length |"
            " POST with neither length nor body |", "|---|---|---|---|---|---|---|---|"]
    for kind in kinds:
        rows.append(f"| {kind.name} | [deploy/{kind.folder_name}/](../deploy/{kind.folder_name}/) | "
                    + ("as they arrive" if kind.streams else "a request at a time") + " | "
                    + ("WebSocket" if kind.live else "polling") + " | "
                    + ("yes" if kind.interim else "no") + " | "
                    + f"423 `superseded`, or 409 | {kind.lengthless} | "
                    + ("passes" if kind.empty_post else "411") + " |")
    return "\n".join(rows)
