"""What one machine found of two portals in two nights, and the same record cut into shards in any way."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from conftest import SiteServer, gongkai
from small_site import NAVIGATION, PORTAL, answers, article, list_page, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from crawler.publishing import publish

REPORT = "松山新区2018年政府信息公开工作年度报告"
_SAID = "2018年，本区主动公开政府信息14条，其中本站8条，市政府网站3条，微信公众号3条。党政要闻5条。"
_CHANNELS = """
  city: {title: {zh: 市站, en: city site}, kind: site, site: beta}
  wechat: {title: {zh: 微信, en: WeChat}, kind: import}
"""
_DECISIONS = """
decisions: []
remarks:
  - {report: REPORT, quote: 党政要闻5条, note: 栏目逐页核对, by: 核对人, date: 2026-03-02}
"""
EXPORT = "title,date,url\n松山要闻一则,2018-01-02,https://mp.invalid/1\n松山要闻二则,2018-02-03,https://mp.invalid/2\n"


def first_night() -> dict[str, str]:
    """The site with a yearly report in its news."""
    pages = small_site()
    paragraph = "".join(f"<p>{_SAID}</p>" for _ in range(2))
    pages["/a/9.html"] = (
        f"<!DOCTYPE html><html><head><title>{REPORT}</title></head><body>{NAVIGATION}<h1>{REPORT}</h1>"
        f"<p>发布日期：2019-01-20</p><div class='content'>{paragraph}</div></body></html>"
    )
    entries = [("/a/9.html", REPORT, "2019-01-20"), ("/a/5.html", "全区重点项目建设推进情况通报之六", "2018-03-06")]
    pages["/notices/"] = list_page(*entries)
    return pages


def second_night() -> dict[str, str]:
    """Another day: an article is new, one was edited, one left its list."""
    pages = {
        "/a/10.html": article("新近的通知", "2018-12-30"),
        "/a/5.html": article("项目推进情况的更正", "2018-03-06"),
    }
    entries = [("/a/9.html", REPORT, "2019-01-20"), ("/a/10.html", "新近的通知", "2018-12-30")]
    return pages | {"/notices/": list_page(*entries)}


@dataclass(frozen=True)
class Machine:
    """The archive of one machine, and the dump of what it found."""

    folder: Path
    crawls: tuple[str, ...]
    imports: tuple[str, ...]
    dump: tuple[str, ...] = field(repr=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """What can lie in another shard: crawls, imports, the rest."""
        return (*self.crawls, *self.imports, REST)


#: Decisions and what is withheld, as one part.
REST = "rest"


def dump(archive: Path) -> tuple[str, ...]:
    """The canonical dump of an archive."""
    with closing(Database(archive / "archive.db")) as db:
        return tuple(canonical_dump(db))


def one_machine(folder: Path) -> Machine:
    """Crawl two portals in two nights into one archive, with an import, decisions, and something withheld."""
    server = SiteServer(answers(first_night()))
    try:
        files = [portal_file(folder, name, extra, server) for name, extra in (("alpha", _CHANNELS), ("beta", ""))]
        archive = folder / "machine"
        _run(files, archive)
        export = folder / "export.csv"
        export.write_text(EXPORT, encoding="utf-8")
        assert gongkai("import", "wechat", files[0], export, "--archive", archive).returncode == 0
        assert (
            gongkai(
                "withhold", "http://small.invalid/a/3.html", "--reason", "个人信息", "--archive", archive
            ).returncode
            == 0
        )
        with closing(Database(archive / "archive.db")) as db:
            (report,) = db.execute("select id from reports where current = 1 and portal = 'alpha'").fetchone()
        (folder / "alpha.decisions.yml").write_text(_DECISIONS.replace("REPORT", report), encoding="utf-8")
        server.pages.update({path: [answer] for path, answer in answers(second_night()).items()})
        _run(files, archive)
    finally:
        server.close()
    crawls = sorted(path.stem for path in (archive / "crawls").glob("*.json"))
    imports = sorted(path.stem for path in (archive / "imports").glob("*.json"))
    return Machine(archive, tuple(crawls), tuple(imports), dump(archive))


def portal_file(folder: Path, name: str, extra: str, server: SiteServer) -> Path:
    """The file of a portal that is at the server, with more at its end."""
    path = folder / f"{name}.yml"
    text = PORTAL.replace("portal: small", f"portal: {name}") + extra.lstrip("\n")
    text = text.replace("politeness:", f"hosts: ['{server.address}']\npoliteness:").replace(
        "title: 通知公告", "title: 通知公告, reports: true"
    )
    path.write_text(text, encoding="utf-8")
    return path


def _run(files: Iterable[Path], archive: Path) -> None:
    for file in files:
        result = gongkai("crawl", file, "--archive", archive)
        assert result.returncode == 0, result.stderr
    publish([str(file) for file in files], archive, (), lambda *shown: None)


def shard(machine: Machine, folder: Path, parts: Collection[str]) -> Path:
    """A folder with some parts of the record, without archive.db."""
    for name in ("warc", "crawls", "imports", "decisions"):
        (folder / name).mkdir(parents=True)
    for crawl in set(parts) & set(machine.crawls):
        for path in (*machine.folder.glob(f"warc/{crawl}-*"), *machine.folder.glob(f"crawls/{crawl}.*")):
            shutil.copy(path, folder / path.parent.name)
    for name in set(parts) & set(machine.imports):
        for path in machine.folder.glob(f"imports/{name}.*"):
            shutil.copy(path, folder / "imports")
    if REST in parts:
        shutil.copytree(machine.folder / "decisions", folder / "decisions", dirs_exist_ok=True)
        shutil.copy(machine.folder / "withheld.yml", folder)
    return folder
