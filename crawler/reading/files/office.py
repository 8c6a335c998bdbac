"""DOC, RTF and other formats that only an office program reads: converted by an installed LibreOffice, then read.

The program gets a profile of its own that forbids macros and links to other places, and a group of processes of its
own, so that all of it ends when its time is up. ``GONGKAI_SOFFICE`` names another program, or with "no" none.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from archive.records import FileReading
from crawler.reading.files.base import MAX_FILE_BYTES, UnreadError
from crawler.reading.files.confined import read_confined

#: Kind → the kind it is converted to, and the name of the export filter.
CONVERTED = {
    "doc": ("docx", "MS Word 2007 XML"),
    "rtf": ("docx", "MS Word 2007 XML"),
    "wordml": ("docx", "MS Word 2007 XML"),
    "odt": ("docx", "MS Word 2007 XML"),
    "excelml": ("xlsx", "Calc MS Excel 2007 XML"),
    "ods": ("xlsx", "Calc MS Excel 2007 XML"),
}
#: What a file is called for the program, where that is not its kind.
_SUFFIX = {"wordml": "xml", "excelml": "xml"}
CONVERTER = "LibreOffice"
WALL_SECONDS = 60
_VERSION = re.compile(r"LibreOffice (\d[\d.]*)")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_CLOSED = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
)


def converted(kind: str, content: bytes) -> FileReading:
    """What the file says once it is converted. UnreadError where no LibreOffice is installed, or it gives up."""
    target, export = CONVERTED[kind]
    program = _program()
    if program is None:
        raise UnreadError(f"no LibreOffice is installed, which reading a {kind} needs")
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        made = _convert(program, Path(folder), kind, content, f"{target}:{export}")
    reading = read_confined(target, made)
    return replace(reading, kind=kind, converter=CONVERTER, converter_version=_version(program))


def _program() -> str | None:
    chosen = os.environ.get("GONGKAI_SOFFICE", "")
    return None if chosen == "no" else shutil.which(chosen or "soffice")


@cache
def _version(program: str) -> str:
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        said = _run([program, _profile(Path(folder)), "--version"])
    found = _VERSION.search(said)
    return found[1] if found else ""


def _convert(program: str, folder: Path, kind: str, content: bytes, target: str) -> bytes:
    source = folder / f"file.{_SUFFIX.get(kind, kind)}"
    source.write_bytes(content)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _CLOSED)
    settings.write_text(_SETTINGS.format(items=items), encoding="utf-8")
    out = folder / "out"
    options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", target, "--outdir", str(out)]
    _run([program, _profile(folder), *options, str(source)])
    made = out / f"file.{target.partition(':')[0]}"
    if not made.is_file() or made.stat().st_size > MAX_FILE_BYTES:
        raise UnreadError(f"not a readable {kind}: {CONVERTER} could not convert it")
    return made.read_bytes()


def _profile(folder: Path) -> str:
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def _run(command: list[str]) -> str:
    """What the program prints. UnreadError when it is not done in time; none of its processes outlives the call."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
        errors="replace",
    )
    try:
        return process.communicate(timeout=WALL_SECONDS)[0]
    except subprocess.TimeoutExpired as error:
        raise UnreadError(f"{CONVERTER} did not convert it within {WALL_SECONDS} s") from error
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[str]) -> None:
    """The group is the process's own (start_new_session), so its number is the process's."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
