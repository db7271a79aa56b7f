"""Keys: what may happen once has happened once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from hashlib import sha256

from memberledger.aggregates.member import events as e
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Keys"]

_PAGE = 1000

_Claimed = tuple[str, str, str]
"""Practice, member, charge."""


class Keys(Check):
    """An idempotency key stands for one request, and a charge for one member of the practice.

    The events of a key are one run in a history, all of one request. Every charge is claimed for
    the member who has it, and no claim stands for a charge that nobody has.

    It can't see a request that was made twice under two keys.
    """

    name = "keys"
    advice = "compare with a copy of the ledger from before: the ledger writes no key twice"
    beside = True

    def of_story(self, story: Story) -> Iterator[Finding]:
        """Keys in one history; its charges are added up for the end."""
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
        practice, member = story.names
        _count(self.sums, ((practice, member, charge) for charge in _charges_of(story)))

    def at_end(self) -> Iterator[Finding]:
        """Charges and claims, one by one only where their sums differ or somebody writes."""
        is_still = self.audited.last == self.audited.store.last_position()
        claimed: Counter[Hashable] = Counter()
        _count(claimed, self._claims())
        if is_still and claimed == self.sums:
            return
        for story in self.audited.stories():
            if not story.is_practice:
                yield from self._unclaimed(story)
        if is_still:
            yield from self._unfounded()

    def _unclaimed(self, story: Story) -> Iterator[Finding]:
        practice, member = story.names
        for charge, version in _charges_of(story).items():
            owner = self.audited.store.claim(practice, "charge", charge)
            if owner is None:
                message = f"charge {charge} is not claimed; another could take its id"
                yield self.found(message, story, version, charge=charge)
            elif owner != member:
                message = f"charge {charge} is claimed for {owner}"
                yield self.found(message, story, version, charge=charge, owner=owner)

    def _unfounded(self) -> Iterator[Finding]:
        """Claims for charges that their member does not have."""
        for practice, member, charge in self._claims():
            story = self.audited.story_of(practice, member)
            if charge not in _charges_of(story) and not story.flaws:
                yield self.found(
                    f"charge {charge} is claimed for {practice}/{member}, who does not have it",
                    charge=charge,
                )

    def _claims(self) -> Iterator[_Claimed]:
        after, whole = ("", "", ""), self.audited.store.whole()
        while page := whole.claims(after, _PAGE):
            for claim in page:
                if claim.scope == "charge":
                    yield claim.practice, claim.value, claim.key
            before, after = after, (page[-1].practice, page[-1].scope, page[-1].key)
            if after <= before:
                return


def _count(sums: Counter[Hashable], claims: Iterable[_Claimed]) -> None:
    """Some more: two sums are equal where the things counted are, whatever their order."""
    count = digests = 0
    for claimed in claims:
        digest = sha256("\0".join(claimed).encode()).digest()
        count, digests = count + 1, digests + int.from_bytes(digest[:16])
    sums["charges"] += count
    sums["digests"] += digests


def _charges_of(story: Story) -> dict[str, int]:
    """The charges of a history, each with the version of the event that tells of it first."""
    found: dict[str, int] = {}
    for kind in (e.ChargeFailed, e.Charged):
        for version, event in story.by_kind.get(kind, ()):
            if isinstance(event, e.Charged | e.ChargeFailed):
                found.setdefault(event.charge, version)
    return found
