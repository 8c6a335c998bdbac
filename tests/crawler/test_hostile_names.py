"""Names of strangers are words: no file is written, read or unpacked where one of them says."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Answer, SiteServer, gongkai
from made_files import zipped
from small_site import PORTAL, answers, article, list_page, rows, small_site

from archive.manifest import ManifestError, manifest_path
from crawler.reading import read_attachment

CLIMBING = [
    "../../climbed",
    "..\\..\\climbed",
    "/tmp/climbed",
    "C:\\climbed",
    "a/../../../climbed",
    "~/climbed",
    "climbed\x00",
]
FILES = {"/f/..%2f..%2fclimbed.pdf", "/f/%2e%2e/climbed.zip", "/f/climbed.doc;v=..%2f.doc"}


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", CLIMBING)
def test_a_member_of_an_archive_is_named_and_not_unpacked(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    reading = read_attachment(zipped({name: b"x", "inside.txt": b"y"}), "a.zip")
    assert [part.name for part in reading.parts][-1] == "inside.txt"
    assert reading.body.text == ""
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize("crawl", ["../x", "a/b", "/x", ""])
def test_an_id_that_is_no_file_name_is_no_crawls(crawl: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        manifest_path(tmp_path, crawl)


def test_a_crawl_writes_files_of_its_own_names_alone(site: object, tmp_path: Path) -> None:
    pages = answers(small_site())
    attached = "".join(f'<a href="{path}">../../climbed{number}.pdf</a>' for number, path in enumerate(FILES))
    pages["/a/0.html"] = Answer(
        article("附件名为路径的通知", "2018-03-01").replace("</p></div>", f"</p>{attached}</div>")
    )
    pages |= {
        path: Answer(b"%PDF-1.4", headers={"Content-Disposition": 'attachment; filename="../../climbed"'})
        for path in FILES
    }
    pages["/notices/"] = Answer(list_page(("/a/0.html", "../../climbed", "2018-03-01")))
    server: SiteServer = site(pages)  # type: ignore[operator]
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
    assert len([path for path in server.asked() if "climbed" in path]) == len(FILES)
    written = files_below(tmp_path)
    assert [name for name in written if "climbed" in name] == []
    assert {name.partition("/here/")[2].partition("/")[0] for name in written} == {"small.yml", "a"}
    assert all("/" not in name for (name,) in rows(folder / "a", "select distinct warc_file from captures"))


def test_an_import_is_kept_under_a_name_of_ours(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    wechat = "  wechat: {title: {zh: 微信, en: WeChat}, kind: import}\n"
    (folder / "small.yml").write_text(PORTAL + wechat, encoding="utf-8")
    brought = folder / "..-..-climbed .csv"
    brought.write_text("title,date,url\n../../climbed,2018-05-01,file:///etc/passwd\n", encoding="utf-8")
    result = gongkai("import", "wechat", folder / "small.yml", brought, "--archive", folder / "a")
    assert result.returncode == 0, result.stderr
    kept = {path.name for path in (folder / "a" / "imports").iterdir()}
    assert all(name.startswith("small-wechat-") for name in kept)
    assert {path.name for path in tmp_path.iterdir()} == {"in"}
