"""`gongkai`: the commands, and those that other packages bring as entry points."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version

import click

#: Command → module and attribute; a module is imported when its command is asked for, so that
#: `gongkai claims` does not wait for Scrapy.
COMMANDS = {
    "changes": "crawler.cli.changes:changes",
    "checklist": "crawler.cli.checklist:checklist",
    "check": "crawler.cli.check:check",
    "claims": "crawler.cli.claims:claims",
    "crawl": "crawler.cli.crawl:crawl",
    "decisions": "crawler.cli.decisions:decisions",
    "diff": "crawler.cli.diff:diff",
    "discover": "crawler.cli.discover:discover",
    "export": "crawler.cli.export:export_command",
    "extract": "crawler.cli.extract:extract_command",
    "gaps": "crawler.cli.gaps:gaps",
    "import": "crawler.cli.imports:import_command",
    "key": "crawler.cli.key:key_command",
    "merge": "crawler.cli.merge:merge",
    "prove": "crawler.cli.prove:prove_command",
    "publish": "crawler.cli.publish:publish_command",
    "purge": "crawler.cli.purge:purge",
    "rebuild": "crawler.cli.rebuild:rebuild",
    "run": "crawler.cli.run:run",
    "runs": "crawler.cli.runs:runs",
    "serve": "crawler.cli.serve:serve",
    "sign": "crawler.cli.sign:sign",
    "snapshot": "crawler.cli.snapshot:snapshot_command",
    "tell": "crawler.cli.tell:tell_command",
    "timeliness": "crawler.cli.timeliness:timeliness",
    "twins": "crawler.cli.twins:twins",
    "verify": "crawler.cli.verify:verify",
    "withhold": "crawler.cli.withhold:withhold_command",
    "witness": "crawler.cli.witness:witness_command",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in order."""
        return sorted(_places())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        place = _places().get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _places() -> dict[str, str]:
    plugins: tuple[EntryPoint, ...] = tuple(entry_points(group="gongkai.commands"))
    return COMMANDS | {entry.name: entry.value for entry in plugins}


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
