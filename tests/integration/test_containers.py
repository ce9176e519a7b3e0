# SPDX-License-Identifier: MIT
"""The files for sites in containers name only what exists: settings, secrets, programs, targets.
tests/package-image runs the images themselves."""

import pathlib
import re
import shutil
import stat
import subprocess

import pytest
import yaml

import stack

ROOT = stack.ROOT
CLI = stack.BUILD / "cli/loadline"
COMPOSE = ROOT / "deploy/compose.yaml"
KUBERNETES = ROOT / "deploy/kubernetes"
PROGRAMS = {"upload", "progress", "relay", "worker", "web", "valkey-server"}
OWN_VARIABLES = {"LOADLINE_REDIS_URL_FILE"}  # of the entry point
SECRETS = ROOT / "deploy/containers/secrets"


def documents(folder):
    """What the manifests of a folder describe."""
    return [one for path in sorted((KUBERNETES / folder).glob("*.yaml"))
            if path.name != "kustomization.yaml"
            for one in yaml.safe_load_all(path.read_text()) if one and "kind" in one]


def of_kind(kind, found=None):
    return {one["metadata"]["name"]: one for one in found or documents("base")
            if one["kind"] == kind}


def containers():
    """The pod and each of its containers."""
    return [(pod["spec"]["template"]["spec"], one) for pod in of_kind("Deployment").values()
            for one in pod["spec"]["template"]["spec"]["containers"]]


def compose():
    return yaml.safe_load(COMPOSE.read_text())


def variables(text):
    return set(re.findall(r"\bLOADLINE_[A-Z_]+\b", text))


def make_secrets(folder):
    subprocess.run([SECRETS, folder, "host.example"], check=True)
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_variables_are_settings():
    dump = subprocess.run([CLI, "config", "--dump"], env=stack.clean_environment(), check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    known = {f"LOADLINE_{name.upper()}" for name in re.findall(r"^;?([a-z_]+) = ", dump, re.M)}
    compose_own = {"LOADLINE_BASE", "LOADLINE_ADDRESS", "LOADLINE_PORT"}
    for path in (COMPOSE, *KUBERNETES.rglob("*.*")):
        unknown = variables(path.read_text()) - known - OWN_VARIABLES - compose_own
        assert not unknown, f"{path}: {unknown}"


@pytest.mark.parametrize("name", ["deploy/containers/loadline.conf",
                                  "deploy/kubernetes/base/loadline.conf"])
def test_settings_are_valid(name):
    done = subprocess.run([CLI, "--config", ROOT / name, "config"], check=False, text=True,
                          env=stack.clean_environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_secrets(tmp_path):
    folder = tmp_path / "secrets"
    made = make_secrets(folder)
    assert make_secrets(folder) == made, "what is there stays"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}
    assert len(made["loadline-secret"]) == 64
    assert "CHANGE-ME" not in made["redis-users"] and "user default off" in made["redis-users"]
    for name in ("upload", "relay", "worker", "operator"):
        url = re.fullmatch(rf"redis://loadline-{name}:(\w{{64}})@host\.example:6379/0\n",
                           made[f"redis-url-{name}"])
        assert f"user loadline-{name} on >{url[1]} " in made["redis-users"]


def test_compose_names_what_exists(tmp_path):
    found = compose()
    made = make_secrets(tmp_path / "secrets")
    assert {one["file"] for one in found["secrets"].values()} == {f"secrets/{name}" for name in made}
    targets = set(re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "Containerfile").read_text(), re.M))
    for name, service in found["services"].items():
        assert service["build"]["target"] in targets, name
        assert set(service.get("secrets", [])) <= set(found["secrets"]), name
        assert service["command"][0] in PROGRAMS | {"stats"}, name
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["user"] == "1000:1000", name
        file = service.get("environment", {}).get("LOADLINE_REDIS_URL_FILE")
        assert not file or pathlib.Path(file).name in service["secrets"], name
    assert {one["command"][0] for one in found["services"].values()} >= PROGRAMS


def test_pods_have_what_they_name(tmp_path):
    made = make_secrets(tmp_path / "secrets")
    for pod, container in containers():
        name = container["name"]
        assert container["args"][0] in PROGRAMS, name
        volumes = {one["name"]: one for one in pod["volumes"]}
        mounts = {one["name"]: one["mountPath"] for one in container["volumeMounts"]}
        assert set(mounts) <= set(volumes), name
        items = {one["path"]: one["key"] for one in volumes["secrets"]["secret"]["items"]} \
            if "secrets" in mounts else {}
        assert set(items.values()) <= set(made), name
        for variable in container.get("env", []):
            path = pathlib.Path(variable["value"])
            assert str(path) in mounts.values() or (
                path.parent == pathlib.Path(mounts["secrets"]) and path.name in items), name


def test_what_lighttpd_keeps_in_memory_is_limited():
    """A body that it collects must not take the memory of the host."""
    service = compose()["services"]["web"]
    assert f"{service['environment']['SITE_MEMORY']}:size=64m,mode=1777" in service["tmpfs"]
    pod, container = next(pair for pair in containers() if pair[1]["name"] == "lighttpd")
    folder = {one["name"]: one["value"] for one in container["env"]}["SITE_MEMORY"]
    mounts = {one["mountPath"]: one["name"] for one in container["volumeMounts"]}
    volume = next(one for one in pod["volumes"] if one["name"] == mounts[folder])
    assert volume["emptyDir"] == {"medium": "Memory", "sizeLimit": "64Mi"}


def test_pods_run_with_the_least_rights():
    for pod, container in containers():
        name = container["name"]
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsUser"] == 1000, name
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert container["securityContext"] == {"allowPrivilegeEscalation": False,
                                                "readOnlyRootFilesystem": True,
                                                "capabilities": {"drop": ["ALL"]}}, name
        assert "/tmp" in [one["mountPath"] for one in container["volumeMounts"]], name


def test_every_program_is_probed():
    """By what the entry point knows, or at a port that the container has."""
    for _, container in containers():
        name, ports = container["name"], {one["name"] for one in container.get("ports", [])}
        probes = [container[kind] for kind in ("livenessProbe", "readinessProbe")
                  if kind in container]
        assert "livenessProbe" in container, name
        assert "readinessProbe" in container or name == "worker", name
        for probe in probes:
            if "exec" in probe:
                assert probe["exec"]["command"] == ["/usr/libexec/loadline/container", "alive", name]
                assert probe["timeoutSeconds"] == 5, name
            else:
                assert (probe.get("httpGet") or probe["tcpSocket"])["port"] in ports, name


def test_budgets_and_autoscalers_are_of_deployments():
    deployments = of_kind("Deployment")
    budgets = of_kind("PodDisruptionBudget")
    assert set(budgets) == set(deployments) - {"loadline-redis"}
    for name, budget in budgets.items():
        assert budget["spec"]["selector"] == deployments[name]["spec"]["selector"], name
    scaled = of_kind("HorizontalPodAutoscaler", documents("autoscaling"))
    assert set(scaled) == {"loadline-relay", "loadline-worker"}
    for name, one in scaled.items():
        assert one["spec"]["scaleTargetRef"]["name"] == name in deployments
    # The autoscaler's numbers stay below the limits of one program.
    sessions = int(scaled["loadline-relay"]["spec"]["metrics"][0]["pods"]["target"]["averageValue"])
    assert sessions < 12000


def test_kustomize_makes_one_of_all():
    tool = shutil.which("kubectl") or shutil.which("kustomize")
    if tool is None:
        pytest.skip("neither kubectl nor kustomize is here")
    words = ["kustomize"] if tool.endswith("kubectl") else ["build"]
    made = subprocess.run([tool, *words, KUBERNETES / "example"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    found = list(yaml.safe_load_all(made))
    assert {one["metadata"].get("namespace") for one in found} == {"loadline"}
    deployments = of_kind("Deployment", found)
    assert "replicas" not in deployments["loadline-relay"]["spec"], "the autoscaler sets it"
    site = next(one for one in found if one["metadata"]["name"].startswith("loadline-site-"))
    assert {"LOADLINE_PUBLIC_URL", "LOADLINE_LOG_FORMAT"} <= set(site["data"])
    for name in ("relay", "worker"):
        container = deployments[f"loadline-{name}"]["spec"]["template"]["spec"]["containers"][0]
        assert container["envFrom"] == [{"configMapRef": {"name": site["metadata"]["name"]}}]


def test_compose_reads_it():
    tool = shutil.which("docker-compose")
    if tool is None:
        pytest.skip("docker-compose is not here")
    subprocess.run([tool, "-f", COMPOSE, "config", "-q"], check=True)
