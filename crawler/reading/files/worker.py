"""The process that ``confined`` starts: reads one file after another until its pipe closes."""

from __future__ import annotations

import json
import resource
import sys
from math import ceil
from multiprocessing.connection import Connection
from typing import Any

from archive.layout import layout_of
from crawler.reading.files.archives import ZIP
from crawler.reading.files.base import Content, Reader, UnreadError
from crawler.reading.files.confined import READY, cpu_seconds, too_much
from crawler.reading.files.docx import DOCX
from crawler.reading.files.pdf import PDF
from crawler.reading.files.xls import XLS
from crawler.reading.files.xlsx import XLSX

READERS = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX, "xls": XLS, "zip": ZIP}
MAX_MEMORY = 2 * 1024**3  # bytes of address space


def serve(pipe: Connection) -> None:
    """Answer every file that comes with what it says, or with why it cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send_bytes(READY)
    while True:
        try:
            kind, content = pipe.recv_bytes().decode(), pipe.recv_bytes()
        except EOFError:
            return
        _allow(cpu_seconds(len(content)))
        pipe.send_bytes(json.dumps(answer(kind, content), ensure_ascii=False).encode("utf-8", "replace"))


def _allow(seconds: int) -> None:
    """End the process by SIGXCPU when it has used so much more CPU than now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime) + seconds, most))


def answer(kind: str, content: bytes) -> dict[str, Any]:
    """What a file says, as JSON takes it."""
    reader = READERS[kind]
    try:
        return _told(reader, reader.read(content))
    except UnreadError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": too_much(kind)}
    except Exception as error:  # noqa: BLE001 - the boundary of a process: whatever a damaged file makes a library raise
        return {"unreadable": f"not a readable {kind}: broken ({type(error).__name__})"}


def _told(reader: Reader, content: Content) -> dict[str, Any]:
    return {
        "text": content.body.text,
        "layout": layout_of(content.body),
        "parts": [[part.start, part.end, part.name] for part in content.parts],
        "converter": reader.package,
        "version": reader.version,
        "unread": content.unread,
    }


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
