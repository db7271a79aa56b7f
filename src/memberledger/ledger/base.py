"""What every group of commands stands on: the desk, the practice's facts, one way to carry out."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from memberledger.ledger.checking import checked_name, invalid
from memberledger.ledger.desk import Act, Desk, Done
from memberledger.ledger.receipts import Receipt

if TYPE_CHECKING:
    from memberledger.views import Views

__all__ = ["Base"]


class Base:
    """A ledger bound to one practice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def practice(self) -> str:
        """The practice's reference."""
        return self._desk.practice

    @cached_property
    def views(self) -> Views:
        """The tables that tell how things stand with everybody, of every practice in the ledger."""
        from memberledger.views import Views

        return Views(self._desk.store)

    @property
    def currency(self) -> str:
        """The practice's currency, ISO 4217."""
        return self._desk.practice_state().currency

    @property
    def timezone(self) -> str:
        """The practice's time zone, an IANA name."""
        return self._desk.practice_state().timezone

    def today(self) -> date:
        """The local date of the practice."""
        return self._desk.today()

    def _check(self, member: str, key: str | None, actor: str | None, reason: str | None) -> None:
        """The shape of what every command has."""
        checked_name(member, "a member")
        if key is not None and checked_name(key, "a key").startswith("#"):
            raise invalid("a key does not begin with #; the ledger numbers what has no key so")
        if actor is not None:
            checked_name(actor, "an actor")
        if reason is not None:
            checked_name(reason, "a reason")

    def _check_place(self, at: str | None) -> None:
        """A location is one of the practice's; where it names none, an id is only compared."""
        if at is None:
            return
        checked_name(at, "a location")
        known = self._desk.practice_state().locations
        if known and at not in known:
            known = self._desk.practice_state(fresh=True).locations
            if at not in known:
                raise invalid(f"no location {at!r}; there are: {', '.join(known)}", at=at)

    def _carry_out(
        self,
        member: str,
        verb: str,
        request: dict[str, Any],
        act: Act,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
        *,
        enrolling: bool = False,
    ) -> Done:
        self._check(member, key, actor, reason)
        return self._desk.carry_out(
            member,
            verb,
            request,
            act,
            key=key,
            actor=actor,
            reason=reason,
            enrolling=enrolling,
        )

    def _done(
        self,
        member: str,
        verb: str,
        request: dict[str, Any],
        act: Act,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
        *,
        enrolling: bool = False,
    ) -> Receipt:
        done = self._carry_out(member, verb, request, act, key, actor, reason, enrolling=enrolling)
        return Receipt(member, done.events, done.repeated)
