"""Random small archives against a second way of counting: plain Python over plain data, no SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from handmade_archive import CITY, PORTAL, Archive
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.excerpt import excerpt
from archive.measures import Measure, choose_measure
from archive.standing import read_standing
from archive.verify import findings, verify

COLUMNS = {"a": "interpretations", "b": "interpretations", "c": "surveys", "d": None}
METRICS = [
    *("interpretations", "surveys", "interviews", "fees"),
    *("proactive_total", "proactive_website", "proactive_website[市]", "proactive_wechat"),
]
DAYS = [None, "2017-12-31", "2018-01-01", "2018-07-01", "2018-12-31", "2019-01-01"]
EDGES = [
    (),
    (("state", "external"),),
    (("state", "unfetched"),),
    (("first_seen", "2019-01-05T00:00:00Z"), ("characters", 7)),
    (("published_on_printed", "2018-01-01"),),
    (("published_on_printed", "2019-01-01"), ("characters", 20)),
]


@dataclass(frozen=True)
class Item:
    """A document of the plain data. ``place`` is own, city, elsewhere (the city's, another source) or wechat."""

    place: str
    title: str
    day: str | None
    other: str | None
    columns: frozenset[str]
    old: bool  # listed by the earlier crawl only
    digest: str | None
    edge: tuple[tuple[str, object], ...] = ()  # further fields of the document


@dataclass(frozen=True)
class World:
    """What the portal file declares, what was observed, and one claim."""

    items: tuple[Item, ...]
    channels: tuple[str, ...]
    city_crawled: bool
    states: tuple[tuple[str, str], ...]
    metric: str
    channel: str | None
    value: int
    qualifier: str
    rounding: int


items = st.builds(
    Item,
    place=st.sampled_from(["own", "own", "own", "city", "elsewhere", "wechat"]),
    title=st.sampled_from("甲乙丙"),
    day=st.sampled_from(DAYS),
    other=st.sampled_from([None, None, "2018-03-03", "2019-09-09"]),
    columns=st.frozensets(st.sampled_from("abcd"), min_size=1),
    old=st.booleans(),
    digest=st.sampled_from([None, "x", "y"]),
    edge=st.sampled_from(EDGES),
)


def examples(number):
    """So many examples; fewer in a profile that wants fewer than the usual hundred."""
    return settings(max_examples=number * settings.default.max_examples // 100, deadline=None)


worlds = st.builds(
    World,
    items=st.lists(items, max_size=9).map(tuple),
    channels=st.sets(st.sampled_from(["city_site", "wechat", "reading_points"])).map(
        lambda more: ("own_site", *sorted(more))
    ),
    city_crawled=st.booleans(),
    states=st.tuples(
        *(st.tuples(st.just(key), st.sampled_from(["complete"] * 9 + ["incomplete", "disallowed"])) for key in COLUMNS)
    ),
    metric=st.sampled_from(METRICS),
    channel=st.sampled_from([None, None, "own_site", "wechat"]),
    value=st.integers(0, 7),
    qualifier=st.sampled_from(["exact", "exact", "approx", "at_least", "share"]),
    rounding=st.integers(0, 1),
)


def build(world):
    """The world as an archive."""
    archive = Archive(world.channels)
    for key, metric in COLUMNS.items():
        archive.column(key, metric)
    states = {f"{PORTAL}/{key}": state for key, state in world.states}
    early = archive.crawl(closed_at="2019-01-01T00:00:00Z")
    late = archive.crawl(closed_at="2019-01-05T00:00:00Z", states=states)
    archive.column("districts", portal=CITY)
    if world.city_crawled:
        archive.crawl(CITY)
    archive.report()
    for item in world.items:
        fields = {"title": item.title, "published_on_other": item.other, "content_digest": item.digest}
        fields |= {name: value for name, value in item.edge if name != "state" or item.place != "wechat"}
        if item.place == "own":
            columns = [f"{PORTAL}/{key}" for key in sorted(item.columns)]
            archive.document(item.day, columns=columns, crawl=early if item.old else late, **fields)
        elif item.place == "wechat":
            archive.imported(item.day, **fields)
        elif world.city_crawled:
            source = "新区管委会" if item.place == "city" else "别区"
            archive.document(item.day, portal=CITY, source=source, **fields)
    archive.claim(
        world.metric, world.value, channel=world.channel, qualifier=world.qualifier, rounding=float(world.rounding)
    )
    return archive


def in_year(day):
    return day is not None and day[:4] == "2018"


def on_channel(world, channel):
    """The items a channel shows; None where it is unobserved."""
    if channel not in world.channels or channel == "reading_points":
        return None
    if channel == "own_site":
        return [item for item in world.items if item.place == "own"]
    if channel == "city_site":
        return [item for item in world.items if item.place == "city"] if world.city_crawled else None
    wechat = [item for item in world.items if item.place == "wechat"]
    return wechat if any(in_year(item.day) for item in wechat) else None


def counted_set(world):
    """Items by channel, the own columns that matter, and whether other channels are left out; None: nothing."""
    fixed = {"proactive_website": "own_site", "proactive_website[市]": "city_site", "proactive_wechat": "wechat"}
    channel = fixed.get(world.metric) or (world.channel if world.metric == "proactive_total" else None)
    if channel:
        shown = on_channel(world, channel)
        return (
            None if shown is None else ({channel: shown}, COLUMNS if channel == "own_site" else {}, channel == "wechat")
        )
    if world.metric == "proactive_total":
        shown = {name: on_channel(world, name) for name in world.channels}
        observed = {name: found for name, found in shown.items() if found is not None}
        # No import is stated to be whole: where one is counted, the number is a lower bound.
        return observed, COLUMNS, len(observed) < len(world.channels) or "wechat" in observed
    bound = {key for key, metric in COLUMNS.items() if metric == world.metric}
    if not bound or world.channel == "wechat":
        return None
    listed = [item for item in world.items if item.place == "own" and item.columns & bound]
    return {"own_site": listed}, bound, world.channel is None and len(world.channels) > 1


def number_of(by_channel):
    """Each title as often as the channel that has it most often."""
    most = defaultdict(int)
    for shown in by_channel.values():
        for title, times in Counter(item.title for item in shown if in_year(item.day)).items():
            most[title] = max(most[title], times)
    if len(by_channel) == 1:
        return sum(in_year(item.day) for shown in by_channel.values() for item in shown)
    return sum(most.values())


def expected(world):
    """Verdict, observed and undated, by the sentences of the design."""
    if world.metric == "fees":
        return "unobservable", None, None
    found = counted_set(world)
    if world.qualifier == "share" or found is None:
        return "not_assessable", None, None
    by_channel, columns, partial = found
    everything = [item for shown in by_channel.values() for item in shown]
    observed = number_of(by_channel)
    maybe = sum(item.day is None or (not in_year(item.day) and in_year(item.other)) for item in everything)
    dubious = sum(in_year(item.day) and item.other is not None and not in_year(item.other) for item in everything)
    if any(state != "complete" for key, state in world.states if key in columns):
        return "incomplete", observed, maybe
    return compare(world, observed, maybe, dubious, partial), observed, maybe


def compare(world, observed, maybe, dubious, partial):
    """The verdict, from all amounts that could be true and whether they agree with what is reported."""
    slack = world.rounding if world.qualifier == "approx" else 0

    def agrees(amount):
        if world.qualifier == "at_least":
            return amount >= world.value
        return abs(amount - world.value) <= slack

    if agrees(observed):
        return "confirmed"
    if observed < world.value:
        closed = any(agrees(observed + more) for more in range(maybe + 1))
        return "not_assessable" if partial or closed else "fewer_found"
    closed = any(agrees(observed - less) for less in range(dubious + 1))
    return "not_assessable" if closed else "more_found"


def verified(world):
    archive = build(world)
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    return archive, row


@examples(300)
@given(worlds)
def test_verdict_number_and_candidates_are_those_of_plain_counting(world):
    _, row = verified(world)
    assert (row.verdict, row.observed, row.undated) == expected(world)


@examples(100)
@given(worlds)
def test_the_sql_of_any_finding_returns_as_many_rows_as_observed(world):
    archive, row = verified(world)
    assert len(archive.rows(row.sql) if row.sql else []) == (row.observed or 0)


@examples(150)
@given(worlds)
def test_the_sql_of_every_sub_total_returns_its_documents_from_the_whole_archive(world):
    archive = build(world)
    archive.db.table("unread").insert(
        {"crawl": f"{PORTAL}-20190105T000000Z", "url": "http://here.invalid/1", "reason": "disallowed by robots.txt"}
    )
    archive.db.execute("insert into document_urls select url, portal, id from documents")
    archive.claim("proactive_wechat.length", 27)
    verify(archive.db, PORTAL)
    asked = archive.rows("select * from subtotals where sql <> ''")
    found = [{row["document"]: row.get("characters", 1) or 0 for row in archive.rows(part["sql"])} for part in asked]
    assert [(part["key"], len(rows), float(sum(rows.values()))) for part, rows in zip(asked, found, strict=True)] == [
        (part["key"], part["documents"], part["amount"]) for part in asked
    ]


@examples(100)
@given(worlds)
def test_sub_totals_of_a_column_are_those_of_plain_counting(world):
    world = replace(world, metric="interpretations", channel="own_site", qualifier="exact")
    _, row = verified(world)
    shown = [item for item in counted_set(world)[0]["own_site"] if in_year(item.day)]
    digests = [item.digest for item in shown if item.digest]
    assert row.listed_now == sum(not item.old for item in shown)
    assert row.reposts == len(digests) - len(set(digests))


@examples(60)
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_in_which_documents_came_in_does_not_matter(world, random):
    shuffled = list(world.items)
    random.shuffle(shuffled)
    first, second = verified(world)[1], verified(replace(world, items=tuple(shuffled)))[1]
    assert (first.verdict, first.observed, first.undated, first.reposts) == (
        second.verdict,
        second.observed,
        second.undated,
        second.reposts,
    )


def identities(db):
    """The id of each document by what stands for it: the id itself, in an excerpt its number."""
    numbered = "identity" in {column[1] for column in db.execute("pragma table_info(documents)")}
    return dict(db.execute(f"select id, {'identity' if numbered else 'id'} from documents").fetchall())


def measured(archive, standing):
    """Rows of every SQL of every measure that can be counted."""
    chosen = [choose_measure(standing, {"metric": metric}, 2018) for metric in METRICS]
    texts = [text for m in chosen if isinstance(m, Measure) for text in (m.sql, m.candidates, m.doubtful, m.merged)]
    ids = identities(archive.db)
    found = [archive.rows(text) for text in texts if text]
    return [sorted(({**row, "document": ids[row["document"]]} for row in rows), key=repr) for rows in found]


@examples(100)
@given(worlds)
def test_over_the_excerpt_of_its_year_every_measure_gives_the_rows_that_it_gives_over_the_whole_archive(world):
    archive = build(world)
    standing = read_standing(archive.db, PORTAL)
    whole = measured(archive, standing)
    with excerpt(archive.db, standing, 2018):
        assert measured(archive, standing) == whole
    assert measured(archive, standing) == whole
