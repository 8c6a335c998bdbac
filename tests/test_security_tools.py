"""What tools that look for weaknesses find: nothing, or what security_findings.yml explains."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.version import Version

EXPLAINED = Path(__file__).with_name("security_findings.yml")
KNOWN = Path(__file__).with_name("known_vulnerabilities.yml")
#: What pip-audit says where the service that knows of vulnerabilities cannot be reached.
_UNREACHED = re.compile(
    r"ConnectionError|ProxyError|Max retries exceeded|ConnectTimeout|NameResolutionError|ServiceError"
)


def explained() -> set[tuple[str, str]]:
    rules = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))
    return {(rule, file) for rule, files in rules.items() for file in files}


@pytest.mark.heavy
def test_bandit_finds_nothing_that_is_not_explained():
    pytest.importorskip("bandit")
    command = [sys.executable, "-m", "bandit", "-q", "-r", "crawler", "archive", "-f", "json"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(said.stdout)
    found = {(each["test_id"], each["filename"].removeprefix("./")): each["line_number"] for each in report["results"]}
    assert report["errors"] == []
    assert {place: line for place, line in found.items() if place not in explained()} == {}
    assert explained() - set(found) == set(), "explained, and not found any more"


def locked(lock: str) -> dict[str, Version]:
    """The packages of a lock file, by name."""
    pins = re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {name: Version(version) for name, version in pins}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_locked_package_has_a_weakness_that_is_known_without_a_network(lock):
    packages, known = locked(lock), yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    concerned = [(name, flaw) for name, flaws in known.items() if name in packages for flaw in flaws]
    assert concerned
    assert [(name, flaw["id"]) for name, flaw in concerned if packages[name] < Version(str(flaw["below"]))] == []


@pytest.mark.heavy
def test_no_locked_package_has_a_known_vulnerability():
    pytest.importorskip("pip_audit")
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", "requirements.lock"]
    options = ["-f", "json", "--progress-spinner", "off", "--timeout", "10"]
    said = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    if not said.stdout.strip() and _UNREACHED.search(said.stderr):
        pytest.skip("pip-audit cannot reach the service that knows of vulnerabilities: nothing was looked up")
    known = json.loads(said.stdout)["dependencies"]
    looked_up = [each for each in known if "skip_reason" not in each]
    if not looked_up:
        pytest.skip(f"pip-audit could look up none of {len(known)} packages: {known[0]['skip_reason']}")
    assert len(looked_up) == len(known), "some packages are known to the service, others are not"
    assert [(each["name"], flaw["id"]) for each in looked_up for flaw in each["vulns"]] == []
