"""Who may use a benefit, and in which state of the membership."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from memberledger.terms import UseWhile
from memberledger.terms.using import Usable

__all__ = ["Role", "Trouble", "barred_by", "permits", "person_fits"]

Trouble = Literal["suspended", "past_due", "paused", "in_notice"]
"""A state in which a plan may forbid use; also the code of the refusal, in the order told."""

Role = Literal["member", "sharers", "guest"]
"""Who is at the desk: the member, somebody the membership is shared with, or anybody else."""


def permits(usable: Usable | None, benefit: str, kind: str | None) -> bool:
    """Whether one state allows a benefit: all, none, or a list of kinds and benefit ids.

    >>> permits(("discount", "facial"), "facial", "service_credit")
    True
    >>> permits(("discount", "facial"), "bank", "value_credit"), permits("none", "bank", None)
    (False, False)
    """
    if usable is None or usable == "all":
        return True
    return usable != "none" and (benefit in usable or kind in usable)


def barred_by(
    terms: UseWhile, troubles: Iterable[Trouble], benefit: str, kind: str | None
) -> Trouble | None:
    """The first state that forbids a benefit; in several at once only what all allow may be used.

    >>> terms = UseWhile(paused=("facial",), past_due=("bank",))
    >>> barred_by(terms, ("past_due", "paused"), "facial", "service_credit")
    'past_due'
    >>> barred_by(terms, ("paused",), "facial", "service_credit") is None
    True
    """
    usable: dict[Trouble, Usable | None] = {
        "suspended": terms.suspended,
        "past_due": terms.past_due,
        "paused": terms.paused,
        "in_notice": terms.notice,
    }
    for trouble in troubles:
        if not permits(usable[trouble], benefit, kind):
            return trouble
    return None


def person_fits(people: Collection[str], role: Role) -> bool:
    """Whether a benefit is for this person; whoever shares may also come as a guest.

    >>> person_fits(("guest",), "sharers"), person_fits(("guest",), "member")
    (True, False)
    """
    return role in people or (role == "sharers" and "guest" in people)
