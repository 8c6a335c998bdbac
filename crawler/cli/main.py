"""`gongkai`: the commands, and those that other packages bring as entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version

import click

from crawler.cli.commands import BROUGHT, COMMANDS, Place


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for: `gongkai claims` does not wait for Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in order."""
        return sorted(_places())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        place = _places().get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.at.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; only one that does not say elsewhere what it does is imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._does(ctx, name)) for name in self.list_commands(ctx)])

    def _does(self, ctx: click.Context, name: str) -> str:
        command = None if _places()[name].does else self.get_command(ctx, name)
        return command.get_short_help_str() if command else _places()[name].does


def _places() -> Mapping[str, Place]:
    plugins: tuple[EntryPoint, ...] = tuple(entry_points(group="gongkai.commands"))
    return {**COMMANDS, **{entry.name: Place(entry.value, BROUGHT.get(entry.name, "")) for entry in plugins}}


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("gongkai"), prog_name="gongkai")
def main() -> None:
    """公开: crawl a disclosure portal, read its yearly reports, and check what they say.

    \b
    Examples:
      gongkai demo                                   the demo portal, from crawl to page
      gongkai run songshan --host http://…/          a real portal
      gongkai claims report.txt --json               what a report claims
      gongkai extract page.html --url http://…/ --json    what a page is and shows
    """


if __name__ == "__main__":
    main()
