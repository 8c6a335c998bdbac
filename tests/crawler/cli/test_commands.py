"""`gongkai --help`: every command with what it does, at once."""

from __future__ import annotations

import subprocess
import sys

import click
from click.testing import CliRunner

from crawler.cli.commands import BROUGHT, COMMANDS
from crawler.cli.main import main

WIDTH = 80


def test_every_command_is_there_and_says_what_it_does_in_one_line() -> None:
    told = CliRunner().invoke(main, ["--help"], terminal_width=WIDTH).output.partition("Commands:\n")[2]
    lines = dict(line.strip().split("  ", 1) for line in told.splitlines())
    assert lines.keys() == COMMANDS.keys() | BROUGHT.keys()
    assert [words for words in lines.values() if not words.strip().endswith(".") or words.endswith("...")] == []


def test_every_command_is_where_it_is_said_to_be() -> None:
    context = click.Context(main)
    names = {name: command.name for name in main.list_commands(context) if (command := main.get_command(context, name))}
    assert names == {name: name for name in COMMANDS.keys() | BROUGHT.keys()}


def test_help_imports_no_command() -> None:
    program = (
        "import sys; from crawler.cli.main import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert {"scrapy", "datasette", "lxml", "sqlite_utils"}.isdisjoint(said.split())
