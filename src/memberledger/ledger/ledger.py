"""The ledger a host application embeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, date
from typing import Any, Literal, Self

from memberledger.aggregates.member import MEMBER_EVENTS, Ask
from memberledger.aggregates.practice import (
    PRACTICE_EVENTS,
    PlanPublished,
    name_locations,
    open_practice,
    publish,
    set_catalogue,
)
from memberledger.aggregates.practice.decide import state_of
from memberledger.aggregates.practice.state import PracticeState
from memberledger.closing import Closes
from memberledger.errors import InvalidPlan
from memberledger.ledger.advancing import Advancing
from memberledger.ledger.amending import Amending
from memberledger.ledger.analysing import Analysing
from memberledger.ledger.appointments import Appointments
from memberledger.ledger.cataloguing import services_of
from memberledger.ledger.checking import checked_name, invalid
from memberledger.ledger.clock import Clock, machine_clock, zone
from memberledger.ledger.deciding import Deciding
from memberledger.ledger.desk import Desk
from memberledger.ledger.erasing import Erasing
from memberledger.ledger.explaining import Explaining
from memberledger.ledger.handing_on import HandingOn
from memberledger.ledger.noting import Noting
from memberledger.ledger.paying import Paying
from memberledger.ledger.practices import Practices
from memberledger.ledger.staying import Staying
from memberledger.ledger.using import Using
from memberledger.policies.own import NO_POLICIES, Policies
from memberledger.store import Append, Registry, open_store
from memberledger.terms import Plan, Service, read_plan
from memberledger.values import is_currency, stream_id

__all__ = ["Ledger", "registry"]


def registry() -> Registry:
    """The closed list of events a ledger holds."""
    return Registry((*MEMBER_EVENTS, *PRACTICE_EVENTS))


class Ledger(
    Staying,
    Noting,
    Amending,
    Using,
    Appointments,
    Deciding,
    HandingOn,
    Paying,
    Explaining,
    Analysing,
    Advancing,
    Practices,
    Erasing,
    Closes,
):
    """One practice's memberships in a ledger on disk.

    Use it as a context manager, or `close` it. Several threads may use one; several processes may
    open the same file. Several practices share a file under different names.

    ```python
    with Ledger.open("sqlite:///practice.db") as ledger:
        ledger.open_practice("America/Denver", "USD", plans)
        ledger.enroll("m-001", "glow")
    ```
    """

    @classmethod
    def open(
        cls,
        url: str | os.PathLike[str],
        practice: str = "main",
        *,
        clock: Clock = machine_clock,
        cards: Ask | None = None,
        policies: Policies = NO_POLICIES,
    ) -> Self:
        """Open a ledger, making a new one where there is none.

        Args:
            url: `sqlite:///practice.db`, `sqlite:////absolute.db`, `sqlite:///:memory:`, a path, or
                `postgresql://user:password@host:port/database?schema=name`.
            practice: whose memberships; several practices may share a ledger.
            clock: gives an aware instant; the machine's clock by default.
            cards: asks a member's card for what falls due, and gives the processor's answer; left
                out, charges are only reported with `charge_succeeded` and `charge_failed`.
            policies: of the host's own, for plans that name one; what was decided is read without.

        Raises:
            StoreError: the address or what is there is no ledger, or its server can't be reached.
        """
        checked_name(practice, "a practice")
        if cards is not None and not callable(cards):
            raise invalid("cards is a function from a ChargeRequest to an Answer")
        if not isinstance(policies, Policies):
            raise invalid("policies is a Policies, to which the host's functions were added")
        store = open_store(url, registry())
        return cls(Desk(store, practice, clock, cards, policies))

    def open_practice(
        self,
        timezone: str,
        currency: str,
        plans: Iterable[Plan | dict[str, Any]] = (),
        *,
        rung: Literal["observe", "live"] = "live",
        locations: Iterable[str] = (),
        catalogue: Iterable[Service | dict[str, Any]] | None = None,
    ) -> None:
        """Open the practice and put plans on sale; the same again changes nothing.

        Args:
            timezone: IANA name, such as "America/Denver".
            currency: ISO 4217, such as "USD".
            plans: `Plan`s, or mappings as a plan file has them.
            rung: `observe` only watches; `live` asks cards and takes dunning steps.
            locations: their ids, where the practice has several.
            catalogue: the services, `{id, category, price}`; another one replaces it, and left out
                it stays as it is.

        Raises:
            Refused: `invalid`, or other facts than it was opened with.
            InvalidPlan: a mapping is no plan, or no service.
        """
        zone(timezone)
        if not isinstance(currency, str) or not is_currency(currency):
            raise invalid(f"{currency!r} is not an ISO 4217 currency code, such as USD")
        if rung not in ("observe", "live"):
            raise invalid("a rung is observe or live", rung=str(rung)[:80])
        ready = self._read_all(plans, currency)
        places = _checked_places(locations)
        services = None if catalogue is None else services_of(catalogue, currency)

        def decide(state: PracticeState, on: date, stamp: dict[str, Any]) -> list[Any]:
            opened = open_practice(
                state,
                practice=self.practice,
                timezone=timezone,
                currency=currency,
                rung=rung,
                on=on,
                **stamp,
            )
            known = state_of(opened) if opened else state
            named = name_locations(known, places, on=on, **stamp)
            known.locations = places or known.locations
            listed = [] if services is None else set_catalogue(known, services, on=on, **stamp)
            return [*opened, *named, *listed, *publish(known, ready, on=on, **stamp)]

        self._decide_practice(timezone, decide)

    def publish(self, plans: Iterable[Plan | dict[str, Any]]) -> None:
        """Put plans, or new versions of plans, on sale. Existing members keep what they agreed to.

        Raises:
            Refused: `unknown_practice`; `invalid` for other terms under a version on record.
            InvalidPlan: a mapping is no plan.
        """
        ready = self._read_all(plans, self.currency)
        self._decide_practice(
            self.timezone, lambda state, on, stamp: publish(state, ready, on=on, **stamp)
        )

    @property
    def locations(self) -> tuple[str, ...]:
        """The practice's locations; none where it has only one place."""
        return self._desk.practice_state(fresh=True).locations

    @property
    def plans(self) -> dict[str, Plan]:
        """The plans on sale, by id."""
        return dict(self._desk.practice_state(fresh=True).plans)

    @property
    def is_open(self) -> bool:
        """Whether the practice was opened in this ledger."""
        return self._desk.store.version(stream_id(self.practice)) > 0

    @property
    def event_count(self) -> int:
        """How many events the ledger holds."""
        return self._desk.store.record_count()

    def _read_all(self, plans: Iterable[Plan | dict[str, Any]], currency: str) -> list[Plan]:
        if not isinstance(plans, Iterable):
            raise invalid("give a list of plans", value=str(plans)[:80])
        if isinstance(plans, str | bytes | dict):
            raise InvalidPlan("plans: give a list of plans", problems=[])
        return [plan if isinstance(plan, Plan) else read_plan(plan, currency) for plan in plans]

    def _decide_practice(
        self, timezone: str, decide: Callable[[PracticeState, date, dict[str, Any]], list[Any]]
    ) -> None:
        desk = self._desk
        with desk.lock:
            stream = stream_id(self.practice)
            state = state_of(desk.store.read(stream))
            now = desk.clock()
            on = now.astimezone(zone(timezone)).date()
            events = decide(state, on, {"recorded_at": now.astimezone(UTC)})
            for event in events:
                if isinstance(event, PlanPublished):
                    desk.policies.must_know(event.plan)
            if events:
                desk.store.append([Append(stream, state.version, events)])
            desk.forget_practice()

    def close(self) -> None:
        """Close every connection; closing twice is fine."""
        self._desk.store.close()


def _checked_places(locations: Iterable[str]) -> tuple[str, ...]:
    if isinstance(locations, str) or not isinstance(locations, Iterable):
        raise invalid('give a list of locations, such as ["north", "south"]')
    return tuple(checked_name(place, "a location") for place in locations)
