"""Every event as it is stored, one JSON object a line, for a data warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from memberledger.exports.books import Tell
from memberledger.ledger import Ledger
from memberledger.ledger.checking import checked_date, invalid
from memberledger.ledger.clock import end_of
from memberledger.values import stream_id

__all__ = ["as_jsonl"]

_OFTEN = 500


def as_jsonl(
    ledger: Ledger, *, after: int = 0, known_on: date | None = None, tell: Tell | None = None
) -> Iterator[str]:
    """The practice's events in the order they were recorded, each a line of JSON.

    `position` counts over the whole ledger, `version` within the stream of a member; the stream of
    the practice itself has no `member`. `type` is the stored name with its version, and `facts`
    what is stored: see the page of events. Amounts are minor units.

    Args:
        ledger: open.
        after: only those above this position, such as the last one that was taken before.
        known_on: only what had been recorded by the end of that day.
        tell: told how far it is, in positions.

    Raises:
        Refused: `invalid`.
        CorruptEvent, UnknownEvent: an event can't be read.
    """
    if isinstance(after, bool) or not isinstance(after, int) or after < 0:
        raise invalid("a position is 0 or more", value=str(after)[:80])
    before = None
    if known_on is not None:
        checked_date(known_on, "known_on", latest=ledger.today())
        before = end_of(known_on, ledger.timezone)
    practice, store = ledger.practice, ledger.views.store
    members: dict[UUID, str | None] = {id_: member for member, id_ in store.members(practice)}
    members[stream_id(practice)] = None
    last = store.last_position()
    for record in store.records(after):
        if record.position > last:
            return
        if tell is not None and (record.position % _OFTEN == 0 or record.position == last):
            tell(record.position, last)
        if record.stream not in members:
            continue
        event = store.registry.parse(record.name, record.data, record.position)
        if before is not None and event.recorded_at >= before:
            continue
        told = {
            "position": record.position,
            "practice": practice,
            "member": members[record.stream],
            "stream": str(record.stream),
            "version": record.version,
            "type": record.name,
            "effective_on": event.effective_on.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            "facts": json.loads(record.data),
        }
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
