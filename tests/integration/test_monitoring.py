# SPDX-License-Identifier: MIT
"""deploy/monitoring: what the dashboard and the rules name exists, and each alert fires in its case only."""

import itertools
import json
import re

import pytest
import requests
import yaml

import conftest
import promtool
import stack
import tus_talk
import waiting

FOLDER = stack.ROOT / "deploy/monitoring"
OPERATIONS = (stack.ROOT / "doc/operations.md").read_text()
NAME = re.compile(r"\bloadline_[a-z_]+")
SYNTHETIC = {"up"}  # Prometheus makes it
STAGE = "\n[stage check]\ncommand = /bin/true\n"


def rules():
    group, = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    return group["rules"]


def dashboard():
    return json.loads((FOLDER / "loadline-dashboard.json").read_text())


def panels():
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def dashboard_expressions():
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def expressions():
    return dashboard_expressions() + [rule["expr"] for rule in rules()]


@pytest.fixture(name="metrics", scope="module")
def read_metrics():
    """What a site says that has processed an upload: a list of (name, labels)."""
    port = stack.free_port()
    for site in conftest.running(stack.Stack(relay_admin_listen=f"127.0.0.1:{port}")):
        site.configure(STAGE, stages="check")
        talk = tus_talk.Talk(site)
        url = talk.sized(3)
        assert talk.patch(url, b"abc").status == 204
        talk.document(url, "done")

        def read():
            text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
            return text if "loadline_jobs_done_total 1\n" in text and "loadline_spool_free" in text else None
        yield list(samples(waiting.until(read, "the relay tells of the job and of the spool")))


def samples(text):
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels = re.match(r"(\w+)(?:\{(.*)\})? ", line).groups()
            yield name, dict(re.findall(r'(\w+)="([^"]*)"', labels or ""))
    # A counter without samples yet, as that of refused watchers, is announced.
    yield from ((name, {}) for name in re.findall(r"^# TYPE (\S+) (?:counter|gauge)$", text, re.M))


def test_each_metric_exists(metrics):
    known = {name for name, _ in metrics}
    series = [one["series"] for case in yaml.safe_load((FOLDER / "alerts_test.yaml").read_text())["tests"]
              for one in case["input_series"]]
    named = {name for text in [*expressions(), *series] for name in NAME.findall(text)}
    assert len(named) > 30
    assert not named - known


def test_each_value_of_a_label_exists(metrics):
    for name, selector in re.findall(r"(\w+)\{([^}]*)\}", " ".join(expressions())):
        if name in SYNTHETIC or name == "loadline_relay_refused_total":
            continue  # the latter has a sample for each reason that occurred
        for label, values in re.findall(r'(\w+)=~?"([^"]*)"', selector):
            there = {labels.get(label) for each, labels in metrics if each == name}
            assert set(values.split("|")) <= there, (name, label)


def test_reasons_are_error_codes(metrics):
    codes = {labels.get("code") for name, labels in metrics if name == "loadline_requests_refused_total"}
    reasons = re.findall(r'reason="([^"]*)"', " ".join(expressions()))
    assert reasons and set(reasons) <= codes


def test_each_metric_is_documented(metrics):
    """The table may shorten the second of two names to its end: `…_out_total`."""
    section = OPERATIONS.split("\n## Monitoring\n")[1].split("\n## ")[0]
    written = set(re.findall(r"`(loadline_\w+|…_\w+)", section))
    for name in {re.sub("_(bucket|sum|count)$", "", name) for name, _ in metrics}:
        assert name in written or any(one[0] == "…" and name.endswith(one[1:]) for one in written), name


def anchors():
    """As GitHub makes them of headings."""
    for heading in re.findall(r"^#+ (.*)$", OPERATIONS, re.M):
        yield re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_each_alert_has_what_a_reader_needs():
    for rule in rules():
        assert rule["for"] and rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
        page, anchor = rule["annotations"]["runbook"].split("#")
        assert page == "doc/operations.md" and anchor in set(anchors()), rule["alert"]
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_each_alert_has_a_case():
    """One in which it fires, and one in which it does not."""
    cases = [(one["alertname"], bool(one.get("exp_alerts")))
             for test in yaml.safe_load((FOLDER / "alerts_test.yaml").read_text())["tests"]
             for one in test["alert_rule_test"]]
    assert {rule["alert"] for rule in rules()} == {name for name, fires in cases if fires} == \
        {name for name, fires in cases if not fires}


def test_the_rules_by_promtool():
    assert f"SUCCESS: {len(rules())} rules found" in promtool.run("check", "rules", "alerts.yaml", folder=FOLDER)
    assert "SUCCESS" in promtool.run("test", "rules", "alerts_test.yaml", folder=FOLDER)


def test_the_expressions_of_the_dashboard_by_promtool(tmp_path):
    made = [{"record": f"panel:{n}", "expr": expr.replace("$__rate_interval", "5m")}
            for n, expr in enumerate(dashboard_expressions())]
    (tmp_path / "rules.yaml").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": made}]}))
    promtool.run("check", "rules", "rules.yaml", folder=tmp_path)


def test_the_dashboard_can_be_imported():
    board = dashboard()
    assert board["schemaVersion"] >= 39 and board["title"]
    source, = board["__inputs"]
    assert (source["name"], source["type"], source["pluginId"]) == ("DS_PROMETHEUS", "datasource", "prometheus")
    for panel in panels():
        for one in [panel, *panel["targets"]]:
            assert one["datasource"] == {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    places = [panel["gridPos"] for panel in board["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert not any(overlap(one, other) for one, other in itertools.combinations(places, 2))


def overlap(one, other):
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
               for at, size in (("x", "w"), ("y", "h")))
