"""The one way into the tables: what a write becomes, and its statements inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from memberledger.store.chain import Head, genesis, link, require_chained
from memberledger.store.errors import ClaimTaken, Conflict, MemberTaken
from memberledger.store.postgres.connection import Datastore, Turn
from memberledger.store.whole import Parcel
from memberledger.store.writes import Claim, Prepared

__all__ = ["Link", "chained", "landed", "take", "write"]

_HEADS: LiteralString = """SELECT wanted.stream, head.originator_version, head.digest
FROM unnest(%s::uuid[]) AS wanted (stream) CROSS JOIN LATERAL (
    SELECT originator_version, digest FROM {schema}.stored_events
    WHERE originator_id = wanted.stream ORDER BY originator_version DESC LIMIT 1) AS head"""
_INSERT: LiteralString = """INSERT INTO {schema}.stored_events
(originator_id, originator_version, topic, state, digest, position)
SELECT stream, version, name, data, digest, %s + number
FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %b::bytea[], %b::bytea[])
WITH ORDINALITY AS added (stream, version, name, data, digest, number)"""
_CLAIM: LiteralString = """WITH wanted (practice, scope, key, value) AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
), made AS (
    INSERT INTO {schema}.ledger_claims (practice, scope, key, value) SELECT * FROM wanted
    ON CONFLICT DO NOTHING
)
SELECT practice, scope, key, standing.value
FROM wanted JOIN {schema}.ledger_claims AS standing USING (practice, scope, key)
WHERE standing.value <> wanted.value"""
_MEMBER: LiteralString = """WITH wanted (practice, member, stream, next_due) AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::date[])
), kept AS (
    INSERT INTO {schema}.ledger_members AS row (practice, member, stream, next_due)
    SELECT * FROM wanted ON CONFLICT (practice, member) DO UPDATE SET next_due = excluded.next_due
    WHERE row.stream = excluded.stream AND row.next_due IS DISTINCT FROM excluded.next_due
)
SELECT practice, member, wanted.stream
FROM wanted JOIN {schema}.ledger_members AS standing USING (practice, member)
WHERE standing.stream <> wanted.stream"""
_THERE: LiteralString = """SELECT originator_id, originator_version, digest, position
FROM {schema}.stored_events JOIN unnest(%s::uuid[], %s::bigint[])
AS wanted (originator_id, originator_version) USING (originator_id, originator_version)"""


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the log but for its position."""

    stream: UUID
    version: int
    name: str
    data: bytes
    digest: bytes


def chained(writes: Sequence[Prepared], heads: dict[UUID, Head]) -> list[Link]:
    """The rows of a write, each with the digest that follows from the one before it.

    Args:
        writes: what to write.
        heads: the last event of each stream that has any; moved on as rows are added.

    Raises:
        Conflict: a stream is not at its expected version.
    """
    links = []
    for each in writes:
        version, digest = heads.get(each.stream) or (0, genesis(each.stream))
        if version != each.expected:
            raise Conflict(each.stream, each.expected, version)
        for name, data in each.events:
            version += 1
            digest = link(digest, name, version, data)
            links.append(Link(each.stream, version, name, data, digest))
        heads[each.stream] = version, digest
    return links


def write(store: Datastore, turn: Turn, writes: Sequence[Prepared]) -> list[int]:
    """Everything of a write, in a turn that has as many positions as there are events."""
    links = chained(writes, _heads(store, turn, {each.stream for each in writes}))
    if links:
        _insert(store, turn, links)
    if claims := [claim for each in writes for claim in each.claims]:
        _claim(store, turn, claims)
    _index(store, turn, writes)
    return list(range(turn.last_position + 1, turn.last_position + 1 + len(links)))


def take(store: Datastore, turn: Turn, parcel: Parcel) -> None:
    """A part of another ledger, byte for byte, in a turn that has as many positions as records.

    Raises:
        CorruptEvent: a record is not what its digest says, or doesn't follow in its stream.
    """
    if parcel.records:
        require_chained(parcel.records, _heads(store, turn, {r.stream for r in parcel.records}))
        links = [Link(r.stream, r.version, r.name, r.data, r.digest) for r in parcel.records]
        _insert(store, turn, links)
    if parcel.claims:
        _claim(store, turn, list(parcel.claims))
    _index(store, turn, [Prepared(stream, 0, (), index) for stream, index in parcel.members])


def landed(store: Datastore, writes: Sequence[Prepared]) -> list[int] | None:
    """The positions of a write that is in the log word for word, or None.

    Asked after a connection was lost while it committed. A digest covers the event and everything
    before it, so equal digests say that these events stand, and that nothing else does.
    """
    first = {each.stream: each.expected for each in reversed(writes) if each.events}
    before = _there(store, ((stream, version) for stream, version in first.items() if version))
    heads = {stream: (version, digest) for (stream, version), (digest, _) in before.items()}
    try:
        links = chained([each for each in writes if each.events], heads)
    except Conflict:
        return None
    there = _there(store, ((each.stream, each.version) for each in links))
    found = [there.get((each.stream, each.version), (b"", 0)) for each in links]
    if any(kept != each.digest for each, (kept, _) in zip(links, found, strict=True)):
        return None
    return [position for _, position in found]


def _there(
    store: Datastore, places: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], tuple[bytes, int]]:
    """The digest and position of the events at these streams and versions."""
    streams, versions = _columns(places, 2)
    return {
        (stream, version): (digest, position)
        for stream, version, digest, position in store.ask(_THERE, (streams, versions))
    }


def _heads(store: Datastore, turn: Turn, streams: set[UUID]) -> dict[UUID, Head]:
    """The last event of each stream that has any."""
    found = turn.cursor.execute(store.sql(_HEADS), (list(streams),), prepare=True).fetchall()
    return {stream: (version, digest) for stream, version, digest in found}


def _insert(store: Datastore, turn: Turn, links: list[Link]) -> None:
    rows = ((each.stream, each.version, each.name, each.data, each.digest) for each in links)
    turn.cursor.execute(store.sql(_INSERT), (turn.last_position, *_columns(rows, 5)), prepare=True)


def _claim(store: Datastore, turn: Turn, claims: list[Claim]) -> None:
    """Claim each key; one claimed twice here must stand for one value too."""
    standing: dict[tuple[str, str, str], str] = {}
    for claim in claims:
        standing.setdefault((claim.practice, claim.scope, claim.key), claim.value)
    columns = _columns(((*key, value) for key, value in standing.items()), 4)
    cursor = turn.cursor.execute(store.sql(_CLAIM), columns, prepare=True)
    for practice, scope, key, value in cursor.fetchall():
        standing[practice, scope, key] = value
    for claim in claims:
        value = standing[claim.practice, claim.scope, claim.key]
        if value != claim.value:
            raise ClaimTaken(claim.practice, claim.scope, claim.key, value, claim.value)


def _index(store: Datastore, turn: Turn, writes: Sequence[Prepared]) -> None:
    """Set each member's row; of two in one write the later counts."""
    rows: dict[tuple[str, str], tuple[UUID, date | None]] = {}
    for each in writes:
        if each.index is None:
            continue
        key = each.index.practice, each.index.member
        if key in rows and rows[key][0] != each.stream:
            raise MemberTaken(*key, each.stream)
        rows[key] = each.stream, each.index.next_due
    if not rows:
        return
    columns = _columns(((*key, stream, due) for key, (stream, due) in rows.items()), 4)
    cursor = turn.cursor.execute(store.sql(_MEMBER), columns, prepare=True)
    for practice, member, stream in cursor.fetchall():
        raise MemberTaken(practice, member, stream)


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """The columns of rows, each a list, as `unnest` takes them."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
