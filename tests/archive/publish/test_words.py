"""No word of ours stands on a page but in the language that was chosen: templates and data files are looked through."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

import archive

ARCHIVE = Path(archive.__file__).parent
PLUGIN = ARCHIVE / "publish" / "plugin"
FOLDERS = (PLUGIN / "templates", ARCHIVE / "publish" / "templates")
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.glob("*.html"))
#: Names that are the same in both languages.
NAMES = {"CSV", "JSON", "SQL", "SQLite", "SHA", "URL", "UTC", "WARC", "Atom", "gongkai", "Datasette"}
NAMES |= {"Frictionless", "Data", "Package", "TLS", "Excel", "ms"}
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]{2,}")
#: Attributes that are read out.
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label")
CALLS = ("t", "ta")
_ENVIRONMENT = Environment()
#: The words of a function of ours that come in pairs, and of which a page takes one.
PAIRS = ("Label", "in_words", "in_plain_words")


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
    found = [node, *node.find_all(nodes.Const)]
    yield from (each.value for each in found if isinstance(each, nodes.Const) and isinstance(each.value, str))


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
    assert [text for text in others if HAN.search(text) or re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)] == []


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


def unpaired(source: str) -> list[str]:
    """Chinese words of a module, punctuation apart, that are neither half of a pair nor in a docstring."""
    tree = ast.parse(source)
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PAIRS:
            allowed |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr):  # a docstring
            allowed |= {id(each) for each in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in allowed
        if re.search("[\u3400-\u9fff]", node.value)
    ]


#: What stands in both languages at once: the names of the languages, and the JSON twin of a report's citations.
SAID_TWICE = {"language.py": {"双语 Bilingual", "中文"}, "shelf.py": {"数据快照 snapshot ", "数据 data SHA-256 "}}


@pytest.mark.parametrize("module", sorted(PLUGIN.glob("*.py")), ids=lambda path: path.name)
def test_a_module_of_the_pages_has_no_words_but_in_pairs(module: Path) -> None:
    assert set(unpaired(module.read_text("utf-8"))) - SAID_TWICE.get(module.name, set()) == set()
