"""Comparing a ledger with seals that were kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from uuid import UUID

from memberledger.audit.findings import Finding
from memberledger.audit.seal import Seal
from memberledger.audit.signing import is_signed_by
from memberledger.audit.walking import Fault, Gap, Head, Walk
from memberledger.store import Store

__all__ = ["verify"]

_RESTORE = "compare with a copy of the ledger from before, and find out who could write to it"
_REMAKE = (
    "copy the ledger to a new place (`memberledger migrate`), which makes the guards anew; without "
    "them events can be changed"
)


def verify(
    store: Store,
    seals: Sequence[Seal],
    *,
    public_key: str | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """What of a ledger is no longer as it was sealed; nothing when all is well.

    The log is walked once. At the position of each seal the digests of every stream and of the
    order of all events, recomputed from the stored bytes, must be those of the seal; what came
    after the newest seal is checked against the chain in the ledger alone.

    Args:
        store: the ledger.
        seals: in any order.
        public_key: hex; with it, every seal must carry a signature of its owner.
        tell: told how far it is: (events read, of how many), now and then.
    """
    ordered = sorted(seals, key=lambda seal: (seal.position, seal.sealed_at))
    found = [*_unsigned(ordered, public_key), *_unlinked(ordered)]
    walk, names = Walk(), _names(store)
    given = store.whole().extent().given  # what is written from here on lies beyond it
    for seal in ordered:
        _walk(walk, store, seal.position, given, tell)
        found.extend(_compare(seal, walk, names))
    _walk(walk, store, None, given, tell)
    found.extend(_of_fault(fault) for fault in walk.faults)
    found.extend(_of_gap(gap) for gap in walk.gaps)
    if walk.position < given:
        found.append(_of_gap(Gap(walk.position + 1, given)))
    found.extend(_of_guard(guard) for guard in store.missing_guards())
    return found


def _walk(
    walk: Walk, store: Store, until: int | None, of: int, tell: Callable[[int, int], None] | None
) -> None:
    for _ in walk.over(store, until):
        if tell is not None and walk.events % 1000 == 0:
            tell(walk.events, max(of, walk.events))


def _compare(seal: Seal, walk: Walk, names: dict[UUID, str]) -> Iterator[Finding]:
    when = f"sealed at {seal.sealed_at:%Y-%m-%d %H:%M} UTC"
    if walk.position < seal.position:
        yield Finding(
            "cut",
            f"the ledger ends at position {walk.position}; {when}, it had {seal.position}",
            _RESTORE,
            walk.position,
            facts={"sealed": seal.position, "found": walk.position},
        )
    sealed = {UUID(hex=head.stream): head for head in seal.streams}

    def whose(stream: UUID) -> str:
        return names.get(stream) or f"stream {stream.hex}"

    for stream, head in sealed.items():
        now = walk.heads.get(stream)
        if now is None:
            yield _differs(
                "removed", stream, whose(stream), f"what was {when} is gone", head.version, None
            )
        elif now.version != head.version:
            message = f"{when} it had {head.version} events up to there, now {now.version}"
            yield _differs("count", stream, whose(stream), message, head.version, now)
        elif now.digest.hex() != head.digest:
            message = f"its first {head.version} events are not those that were {when}"
            yield _differs("changed", stream, whose(stream), message, head.version, now)
    for stream in walk.heads.keys() - sealed.keys():
        now = walk.heads[stream]
        yield _differs("inserted", stream, whose(stream), f"not there when {when}", 0, now)
    if walk.position == seal.position and walk.log.hex() != seal.log:
        yield Finding(
            "order",
            f"the order of the events up to position {seal.position} is not the one {when}",
            _RESTORE,
            seal.position,
        )


def _differs(
    rule: str, stream: UUID, whose: str, message: str, sealed: int, now: Head | None
) -> Finding:
    facts = {"sealed": sealed, "found": now.version if now is not None else 0}
    return Finding(rule, f"{whose}: {message}", _RESTORE, 0, stream, facts)


def _of_fault(fault: Fault) -> Finding:
    message = f"at position {fault.position}: {fault.message}"
    return Finding(fault.rule, message, _RESTORE, fault.position, fault.stream)


def _of_gap(gap: Gap) -> Finding:
    many = gap.last > gap.first
    which = f"positions {gap.first} to {gap.last} were" if many else f"position {gap.first} was"
    message = f"{which} given and hold{'' if many else 's'} nothing"
    facts = {"first": gap.first, "last": gap.last}
    return Finding("position", message, _RESTORE, gap.first, facts=facts)


def _of_guard(name: str) -> Finding:
    return Finding(
        "guard", f"the trigger {name} is missing or was altered", _REMAKE, facts={"guard": name}
    )


def _unsigned(seals: Sequence[Seal], public_key: str | None) -> Iterator[Finding]:
    if public_key is None:
        return
    for seal in seals:
        if not is_signed_by(seal, public_key):
            yield Finding(
                "signature",
                f"the seal of position {seal.position} carries no sound signature of this key",
                "take the seal from where it was kept; don't trust this file",
                seal.position,
            )


def _unlinked(seals: Sequence[Seal]) -> Iterator[Finding]:
    """A seal that names the one before must follow it, where both are given."""
    roots = {seal.root for seal in seals}
    for before, seal in pairwise(seals):
        if seal.previous is not None and seal.previous not in roots:
            yield Finding(
                "sequence",
                f"the seal of position {seal.position} names another seal before it than that of "
                f"position {before.position}",
                "look for the seal between them",
                seal.position,
            )


def _names(store: Store) -> dict[UUID, str]:
    """Who the streams belong to, as the index of members has it."""
    names: dict[UUID, str] = {}
    after = ("", "")
    while page := store.index(after):
        names |= {stream: f"{practice}/{member}" for practice, member, stream in page}
        before, after = after, page[-1][:2]
        if after <= before:
            break
    return names
