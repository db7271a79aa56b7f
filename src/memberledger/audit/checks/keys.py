"""Keys: what may happen once has happened once."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.audit.checks.audited import Audited
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Keys"]

_PAGE = 1000


class Keys(Check):
    """An idempotency key stands for one request, and a charge for one member of the practice.

    The events of a key are one run in a history, all of one request. Every charge is claimed for
    the member who has it, and no claim stands for a charge that nobody has.

    It can't see a request that was made twice under two keys.
    """

    name = "keys"
    advice = "compare with a copy of the ledger from before: the ledger writes no key twice"
    beside = True

    def __init__(self, audited: Audited) -> None:
        super().__init__(audited)
        self._claimed = 0

    def of_story(self, story: Story) -> Iterator[Finding]:
        """Keys in one history, then its charges."""
        if story.is_practice:
            return
        requests: dict[str, str | None] = {}
        before: str | None = None
        for version, event in enumerate(story.events, 1):
            key = event.key
            if key is not None:
                if key in requests and (key != before or requests[key] != event.request):
                    message = f"the key {key!r} is used for a second request"
                    yield self.found(message, story, version, key=key)
                requests[key] = event.request
            before = key
        yield from self._charges(story)

    def _charges(self, story: Story) -> Iterator[Finding]:
        practice, member = story.names
        known: set[str] = set()
        for version, event in enumerate(story.events, 1):
            if isinstance(event, e.Charged | e.ChargeFailed) and event.charge not in known:
                known.add(event.charge)
                owner = self.audited.store.claim(practice, "charge", event.charge)
                if owner == member:
                    self._claimed += 1
                elif owner is None:
                    message = f"charge {event.charge} is not claimed; another could take its id"
                    yield self.found(message, story, version, charge=event.charge)
                else:
                    message = f"charge {event.charge} is claimed for {owner}"
                    yield self.found(message, story, version, charge=event.charge, owner=owner)

    def at_end(self) -> Iterator[Finding]:
        """Claims for charges that no history has; looked for only where their number differs."""
        if self.audited.last == self.audited.store.last_position():
            claims = list(self._claims_of_charges())
            if len(claims) != self._claimed:
                yield from self._unfounded(claims)

    def _claims_of_charges(self) -> Iterator[tuple[str, str, str]]:
        after, whole = ("", "", ""), self.audited.store.whole()
        while page := whole.claims(after, _PAGE):
            for claim in page:
                if claim.scope == "charge":
                    yield claim.practice, claim.value, claim.key
            before, after = after, (page[-1].practice, page[-1].scope, page[-1].key)
            if after <= before:
                return

    def _unfounded(self, claims: list[tuple[str, str, str]]) -> Iterator[Finding]:
        whose, story, charges = None, None, set[str]()
        for practice, member, charge in sorted(claims):
            if (practice, member) != whose:
                whose = practice, member
                story = self.audited.story_of(practice, member)
                charges = _charges_of(story.events)
            if charge not in charges and not (story and story.flaws):
                yield self.found(
                    f"charge {charge} is claimed for {practice}/{member}, who does not have it",
                    charge=charge,
                )


def _charges_of(events: list[Event]) -> set[str]:
    return {event.charge for event in events if isinstance(event, e.Charged | e.ChargeFailed)}
