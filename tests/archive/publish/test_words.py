"""No word of ours stands on a page but in the language that was chosen: templates and data files are looked through."""

from __future__ import annotations

import ast
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import yaml
from asgi_server import serving
from jinja2 import Environment, nodes
from lxml import html
from published_sample import REPORT

import archive
from archive.publish.serve import datasette

ARCHIVE = Path(archive.__file__).parent
PLUGIN = ARCHIVE / "publish" / "plugin"
FOLDERS = (PLUGIN / "templates", ARCHIVE / "publish" / "templates")
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.glob("*.html"))
#: Names that are the same in both languages.
NAMES = {"CSV", "JSON", "SQL", "SQLite", "SHA", "URL", "UTC", "WARC", "Atom", "gongkai", "Datasette"}
NAMES |= {"Frictionless", "Data", "Package", "TLS", "Excel", "ms", "BibTeX", "CSL", "Zotero"}
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
#: Attributes that are read out.
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label")
CALLS = ("t", "ta")
_ENVIRONMENT = Environment()


def latin_words(text: str) -> list[str]:
    """Words in Latin letters that are no name; placeholders are none."""
    return [word for word in LATIN.findall(re.sub(r"\{\w*\}", "", text)) if word not in NAMES]


class Shown(HTMLParser):
    """What a template shows beside its expressions: text and spoken attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(source: str) -> list[str]:
    parser = Shown()
    parser.feed("".join(value for _, kind, value in _ENVIRONMENT.lex(source) if kind == "data"))
    parser.close()
    return parser.texts


def constants(node: nodes.Node) -> Iterator[str]:
    """Every string of an expression but the names of fields: row['title'] says no word."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    children = [node.node] if isinstance(node, nodes.Getitem) else list(node.iter_child_nodes())
    for child in children:
        yield from constants(child)


def calls(source: str) -> list[nodes.Call]:
    found = _ENVIRONMENT.parse(source).find_all(nodes.Call)
    return [call for call in found if isinstance(call.node, nodes.Name) and call.node.name in CALLS]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_words_but_in_pairs(template: Path) -> None:
    source = template.read_text("utf-8")
    assert [text for text in shown(source) if HAN.search(text) or latin_words(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_an_expression_of_a_template_has_no_words_but_in_pairs(template: Path) -> None:
    source = template.read_text("utf-8")
    of_pairs = [text for call in calls(source) for argument in call.args for text in constants(argument)]
    others = list(constants(_ENVIRONMENT.parse(source)))
    for text in of_pairs:
        others.remove(text)
    sentence = re.compile(r"^(?!select ).*[A-Za-z]{2,} [A-Za-z]{2,}")  # of SQL there is a question to begin with
    assert [text for text in others if HAN.search(text) or sentence.search(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_the_words_of_a_pair_are_chinese_and_english(template: Path) -> None:
    pairs = [[list(constants(argument)) for argument in call.args] for call in calls(template.read_text("utf-8"))]
    assert [pair for pair in pairs if len(pair) != 2] == []
    assert [text for chinese, _ in pairs for text in chinese if latin_words(text)] == []
    assert [text for _, english in pairs for text in english if HAN.search(text)] == []


def pairs_of(loaded: object) -> Iterator[dict[str, str]]:
    """Every entry of a data file that is said in two languages."""
    if isinstance(loaded, dict):
        if loaded.keys() >= {"zh", "en"}:
            yield loaded
        for each in loaded.values():
            yield from pairs_of(each)


@pytest.mark.parametrize("name", ["words.yml", "failures.yml"])
def test_the_words_of_a_data_file_are_chinese_and_english(name: str) -> None:
    pairs = list(pairs_of(yaml.safe_load((PLUGIN / name).read_text("utf-8"))))
    assert pairs
    assert [pair for pair in pairs if latin_words(pair["zh"]) or HAN.search(pair["en"])] == []


def said_in(source: str) -> list[str]:
    """The strings of a module, of f-strings the parts, but for its docstrings."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    return [node.value for node in found if isinstance(node.value, str)]


#: What is said in both languages at once: an answer to what is no browser, the name of the choice of both, citations of
#: rows, the title of a source.
SAID_TWICE = {
    "只读。Read-only.\n",
    "双语 Bilingual",
    "数据快照 snapshot ",
    "数据 data SHA-256 ",
    "依据采集 as of ",
    "：逐项核验 (checked number by number)",
}


@pytest.mark.parametrize("module", sorted(PLUGIN.glob("*.py")), ids=lambda path: path.name)
def test_no_words_of_a_module_are_chinese_and_english_at_once(module: Path) -> None:
    mixed = {text for text in said_in(module.read_text("utf-8")) if CHINESE.search(text) and latin_words(text)}
    assert mixed - SAID_TWICE == set()


# On pages: of an archive whose texts have no Chinese, every Chinese word that is shown is ours.


def without_chinese(public_db: Path, to: Path) -> Path:
    """A copy with another letter for each Chinese one; keys are not touched, for none is Chinese."""
    shutil.copy(public_db, to)
    with closing(sqlite3.connect(to)) as db:
        db.create_function("other", 1, lambda text: HAN.sub("ж", text) if isinstance(text, str) else text)
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        for table in [name for name in tables if "_fts" not in name and not name.startswith("sqlite_")]:
            names = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
            changed = ", ".join(f'"{name}" = other("{name}")' for name in names)
            db.execute(f'update "{table}" set {changed}')
        db.commit()
    return to


@pytest.fixture(scope="module")
def visitor(public_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    copy = without_chinese(public_db, tmp_path_factory.mktemp("foreign") / "public.db")
    with serving(datasette(copy).app()) as address, httpx.Client(base_url=address) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def pages(visitor: httpx.Client) -> tuple[str, ...]:
    """Pages that are linked within two clicks of the first, one of each kind."""
    found = {"/", "/search?q=%D0%B6", "/search?year=2018", "/nothing"}
    for start in ("/", "/search?year=2018", "/snapshots", f"/report/{REPORT}", "/years/demo"):
        links = html.fromstring(visitor.get(start).text).xpath("//main//a/@href")
        for kind in KINDS:
            found |= {link.partition("#")[0] for link in links if link.startswith(kind)}
    return tuple(min((path for path in found if path.startswith(kind)), default="") for kind in (*KINDS, "/nothing"))


KINDS = ("/report/", "/document/", "/search?", "/column/", "/years/", "/year/", "/crawl/", "/coverage/", "/changes/")


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}_lang={language}"


def said_on(page: html.HtmlElement) -> str:
    """All text and spoken attributes of a page, but for the names of the languages."""
    for element in page.xpath("//style | //*[@class='languages']"):
        element.drop_tree()
    spoken = [value for name in SPOKEN for value in page.xpath(f"//@{name}")]
    return " ".join([*page.itertext(), *spoken])


def test_in_english_no_chinese_word_of_ours_is_left(visitor: httpx.Client, pages: tuple[str, ...]) -> None:
    assert len(pages) == len(KINDS) + 1
    assert "" not in pages
    told = {path: visitor.get(in_language(path, "en")) for path in pages}
    assert {path: HAN.findall(said_on(html.fromstring(each.text)))[:20] for path, each in told.items()} == {
        path: [] for path in pages
    }


def test_in_chinese_no_english_word_of_ours_is_left(visitor: httpx.Client, pages: tuple[str, ...]) -> None:
    """What is marked as English beside its Chinese is ours: what the archive says in English has no such mark."""
    told = {path: visitor.get(in_language(path, "zh")) for path in pages}
    assert {
        path: html.fromstring(each.text).xpath("//span[@lang='en' and @class='en']/text()")
        for path, each in told.items()
    } == {path: [] for path in pages}


@pytest.mark.parametrize(("language", "document"), [("en", "en"), ("zh", "zh-Hans"), ("both", "zh-Hans")])
def test_the_document_has_the_language_of_our_words_and_its_main_part_that_of_the_archive(
    visitor: httpx.Client, language: str, document: str
) -> None:
    page = html.fromstring(visitor.get("/", params={"_lang": language}).text)
    assert (page.get("lang"), page.find(".//main").get("lang")) == (document, "zh-Hans")
