# SPDX-License-Identifier: MIT
"""Two hosts, their balancer and a client, each in a network namespace of its own. The web servers are there; the
programs behind them use sockets in the file system, and share nothing but Redis."""

import concurrent.futures
import shutil

import pytest

import balancers
import hosts
import namespaces
import tus_js
import tus_talk

DATA = bytes(range(256)) * 40
ADDRESSES = {"u7": "10.7.0.2", "u8": "10.8.0.2"}
ENTRY = "10.9.0.1"
UNSTICKY = ("    hash $remote_addr consistent;\n", "")
AT_ONCE = 4
LIMIT_S = 10


class Host(hosts.Nginx):
    """nginx is in the namespace; url is that of quickstart's own web server, which the test asks."""

    template = hosts.Nginx.template.replace("127.0.0.1:{port}", "80")

    def __init__(self, path, network, **settings):
        super().__init__(path, **settings)
        self.network = network

    def start_front(self):
        super().start_front()
        self.front_port = None

    def spawn(self, command, **options):
        super().spawn([*self.network.inside(self.path.strip("/")), *command], **options)

    def answers(self):
        return (self.folder / "pid").exists()


class Balancer(balancers.Nginx):
    def __init__(self, network):
        self.network = network
        super().__init__(ADDRESSES.values(), ("listen 80;", f"listen {ENTRY}:80;"), UNSTICKY)

    def place(self, text, name, port):
        return text.replace(f"10.0.0.{name}:", f"{port}:")

    def words(self):
        return [*self.network.inside("balancer"), *super().words()]

    def answers(self):
        return (self.folder / "pid").exists()


@pytest.fixture(name="network")
def fixture_network():
    why = namespaces.missing()
    if why:
        pytest.skip(why)
    made = namespaces.Network()
    try:
        made.add("balancer", "client", *ADDRESSES)
        for name, address in (*ADDRESSES.items(), ("client", "10.9.0.2")):
            made.join("balancer", address[:-1] + "1", name, address)
        yield made
    finally:
        made.remove()


@pytest.fixture(name="site")
def fixture_site(network):
    if shutil.which("/usr/sbin/nginx") is None:
        pytest.skip("nginx is not installed")
    made = hosts.Hosts(lambda path, **settings: Host(path, network, **settings), reconcile_interval="1h",
                       trusted_proxies="10.7.0.1, 10.8.0.1")
    balancer = Balancer(network)
    try:
        made.start()
        balancer.start()
        yield made
    finally:
        balancer.stop()
        made.stop()


def test_uploads_of_hosts_apart(site, network, tus_js_modules, tmp_path, rounds):
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)

    def send(_):
        return tus_js.Run(tus_js_modules, network.inside("client"), endpoint=f"http://{ENTRY}/uploads/",
                          file=str(path), plan="whole", options={"chunkSize": len(DATA) // 4}).result()["url"]

    for name, other in (("u7", "u8"), ("u8", "u7")):
        assert network.reaches("balancer", ADDRESSES[name])
        assert not network.reaches(name, ADDRESSES[other])
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        urls = list(pool.map(send, range(rounds(10, 100))))
    for host in site.both:
        own = [url for url in urls if url.startswith(f"http://{ENTRY}{host.path}/uploads/")]
        assert own, "the balancer used one host only"
        for upload in map(tus_talk.identity, own):
            for asked in site.both:
                asked.wait_state(upload, "done", seconds=LIMIT_S)
            assert host.data_file(upload).read_bytes() == DATA
            host.wait_job_ended(upload)
        assert "event=restored" not in host.worker_log()
