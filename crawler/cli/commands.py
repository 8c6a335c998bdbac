"""Which commands there are: where each is, and what it is for, so that neither needs it to be imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is, as ``module:attribute``, and one line on what it does: empty where its own help says it."""

    at: str
    does: str = ""


#: By the name of the command.
COMMANDS: Mapping[str, Place] = {
    "changes": Place("crawler.cli.changes:changes", "What became different between accepted crawls."),
    "check": Place("crawler.cli.check:check", "Check that all the archive holds is whole and unaltered."),
    "checklist": Place("crawler.cli.checklist:checklist", "What the law asks to be published, and what is."),
    "claims": Place("crawler.cli.claims:claims", "What yearly reports claim, read from files."),
    "crawl": Place("crawler.cli.crawl:crawl", "Crawl a portal into the archive."),
    "decisions": Place("crawler.cli.decisions:decisions", "Decisions and remarks that people made on reports."),
    "diff": Place("crawler.cli.diff:diff", "Set two years, crawls or archives beside each other."),
    "discover": Place("crawler.cli.discover:discover", "Propose a portal file for a site."),
    "export": Place("crawler.cli.export:export_command", "Write the data as CSV, Parquet or WACZ."),
    "extract": Place("crawler.cli.extract:extract_command", "What a page or file is, and what it shows."),
    "gaps": Place("crawler.cli.gaps:gaps", "Document numbers that are not in the archive."),
    "import": Place("crawler.cli.imports:import_command", "Bring in a channel's export, or an archive of the site."),
    "key": Place("crawler.cli.key:key_command", "Make, or show, the key that signs crawls."),
    "merge": Place("crawler.cli.merge:merge", "Fold archive folders into one."),
    "prove": Place("crawler.cli.prove:prove_command", "A proof that a capture is one of its crawl."),
    "publish": Place("crawler.cli.publish:publish_command", "Write a folder that serves the published data."),
    "purge": Place("crawler.cli.purge:purge", "Delete the bytes of a capture from the whole archive."),
    "rebuild": Place("crawler.cli.rebuild:rebuild", "Build archive.db again from the records alone."),
    "run": Place("crawler.cli.run:run", "Crawl, read the reports, verify, publish: all of a night."),
    "runs": Place("crawler.cli.runs:runs", "The crawls of the archive, or the log of the last run."),
    "serve": Place("crawler.cli.serve:serve", "Serve what is published, with Datasette."),
    "sign": Place("crawler.cli.sign:sign", "Sign manifests, and ask for timestamps of them."),
    "snapshot": Place("crawler.cli.snapshot:snapshot_command", "Keep what is published now, to be cited."),
    "tell": Place("crawler.cli.tell:tell_command", "Tell people what changed and what went wrong."),
    "timeliness": Place("crawler.cli.timeliness:timeliness", "Working days from writing to publication."),
    "twins": Place("crawler.cli.twins:twins", "Documents whose text another had before them."),
    "verify": Place("crawler.cli.verify:verify", "Compare the claims of yearly reports with the archive."),
    "withhold": Place("crawler.cli.withhold:withhold_command", "Keep something whole, and serve it no more."),
    "witness": Place("crawler.cli.witness:witness_command", "Compare with what somebody else saw of a portal."),
}

#: What commands do that an entry point brings (``gongkai.commands``), where it is known without asking them.
BROUGHT: Mapping[str, str] = {"demo": "Make the demo portal, crawl it, check its reports, show all of it."}
