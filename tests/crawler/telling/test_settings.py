"""tell.yml is refused with file, key and reason where it is wrong, and never shows a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from pydantic import BaseModel
from told_receivers import ENVIRONMENT, SECRET

from crawler.errors import TellFileError
from crawler.telling.settings import MAX_FILE_BYTES, Mail, TellFile, Webhook, read_tell_file

HOOK = "{name: room, url: 'https://hooks.example.org/x', secret_from: HOOK_SECRET"
MAIL = "{name: desk, host: mail.example.org, from: g@example.org, to: [a@example.org]"


def read(folder: Path, text: str, environment: dict[str, str] | None = None) -> object:
    (folder / "tell.yml").write_text(text)
    return read_tell_file(folder, ENVIRONMENT if environment is None else environment)


def test_without_the_file_nobody_is_told(tmp_path: Path) -> None:
    assert read_tell_file(tmp_path, {}) is None


def test_an_empty_mapping_tells_nobody(tmp_path: Path) -> None:
    said = read(tmp_path, "{}")
    assert (said.webhooks, said.mails, said.feeds, said.digest) == ((), (), False, False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "is a mapping of keys"),
        ("a: ]", "not YAML, line 1, column 4"),
        ("sites: x", "sites: Extra inputs are not permitted"),
        ("site: ftp://example.org/", "site: must be an http"),
        ("feeds: true", "feeds need the site"),
        ("give_up_after: 0", "give_up_after: "),
        ("since: soon", "since: "),
        (f"webhooks: [{HOOK}}}, {HOOK}}}]", "two channels have one name"),
        (f"webhooks: [{HOOK}, kinds: [gone]}}]", "webhooks.0.kinds: unknown kind of change 'gone'"),
        (f"webhooks: [{HOOK}, kinds: [finding]}}]", "webhooks.0.kinds: unknown kind"),
        (f"webhooks: [{HOOK}, about: [all]}}]", "webhooks.0.about.0: "),
        (f"mails: [{MAIL}, digest: true}}]", "a mail of the digest needs digest: true"),
        (f"mails: [{MAIL}, security: none}}]", "mails.0: security none is for a server on this machine"),
        (f"mails: [{MAIL}, user: g}}]", "mails.0: user and password_from go together"),
        (f"mails: [{MAIL}, port: 0}}]", "mails.0.port: "),
        ("mails: [{name: desk, host: 'a b', from: g@example.org, to: [a@example.org]}]", "mails.0.host: "),
        (f"mails: [{MAIL.replace('mail.', 'mail..')}}}]", "mails.0.host: must name a host"),
        ("mails: [{name: desk, host: a, from: g@example.org, to: []}]", "mails.0.to: "),
    ],
)
def test_what_is_wrong_is_refused_with_file_key_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(TellFileError) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path / 'tell.yml'}: ")
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/x",
        "https://me:secret@hooks.example.org/x",
        "https://hooks.example.org/x?token=1",
        "https://hooks.example.org/x#y",
        "https://hooks.example.org/x\r\nHost: y",
        "https:///x",
        "file:///etc/passwd",
        "https://hooks.example.org:0/",
        "https://钩子.example.org/",
        "https://hooks..example.org/x",
        "https://.example.org/x",
        "https://me:hunter2/x",
        "https://[::1/hunter2",
        f"https://{'h' * 64}.example.org/x",
    ],
)
def test_an_address_that_is_not_safe_to_post_to_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(TellFileError, match=r"webhooks\.0\.url: must") as error:
        read(tmp_path, f'webhooks: [{{name: room, url: "{url}", secret_from: HOOK_SECRET}}]'.replace("\r\n", "\\r\\n"))
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("url", ["http://localhost:9/x", "http://10.1.2.3/x", "http://[::1]:9/x"])
def test_a_receiver_on_a_network_of_the_operators_is_named_by_its_number(tmp_path: Path, url: str) -> None:
    said = read(tmp_path, f'webhooks: [{{name: room, url: "{url}", secret_from: HOOK_SECRET}}]')
    assert said.webhooks[0].url == url


@pytest.mark.parametrize(
    "address", ["Editors <a@example.org>", "a@example.org, b@example.org", "a", "a@b@c", "a@b\\r\\n"]
)
def test_what_is_not_one_address_of_mail_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(TellFileError, match=r"mails\.0\.to\.0: must be one address"):
        read(tmp_path, f'mails: [{{name: desk, host: a, from: g@example.org, to: ["{address}"]}}]')


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"webhooks: [{HOOK}, secret: hunter2hunter2}}]", "webhooks.0.secret"),
        (f"mails: [{MAIL}, password: hunter2hunter2}}]", "mails.0.password"),
        ("api_key: hunter2hunter2", "api_key"),
        (f"webhooks: [{{name: room, url: 'https://example.org/', secret_from: {SECRET}}}]", "webhooks.0.secret_from"),
        (f"site: https://example.org/{SECRET}/", "site"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_shown(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(TellFileError, match="a secret does not stand in the file") as error:
        read(tmp_path, text)
    assert f": {key}: " in str(error.value)
    assert "hunter2" not in str(error.value)
    assert SECRET not in str(error.value)


def test_a_line_that_is_no_yaml_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(TellFileError) as error:
        read(tmp_path, "a: b\npassword: [hunter2hunter2")
    assert "hunter2" not in str(error.value)


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(TellFileError, match=r"webhooks\.0\.secret_from: the environment has no variable HOOK_SECRET"):
        read(tmp_path, f"webhooks: [{HOOK}}}]", {})


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TellFileError, match=f"larger than {MAX_FILE_BYTES} bytes"):
        read(tmp_path, "#" * (MAX_FILE_BYTES + 1))


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name


@pytest.mark.parametrize("key", sorted({*keys_of(TellFile), *keys_of(Webhook), *keys_of(Mail)}))
def test_every_key_is_documented(key: str) -> None:
    text = (ROOT / "docs" / "telling.md").read_text()
    assert re.search(rf"^[ -]*{key}:", text, re.MULTILINE)
    assert key in ("webhooks", "mails") or f"`{key}`" in text


def test_the_example_of_the_documentation_reads_its_own_file(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "telling.md").read_text(), re.DOTALL)
    assert example is not None
    (tmp_path / "tell.yml").write_text(example[1])
    assert read_tell_file(tmp_path, None) is not None
