"""Play a scenario's steps through a real ledger and compare every expectation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from memberledger.aggregates.member.day import next_due
from memberledger.errors import Refused
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios import quoting
from memberledger.scenarios.cards import SimulatedCards
from memberledger.scenarios.comparing import compare_member, compare_revenue
from memberledger.scenarios.reading import Scenario, Step

__all__ = ["Failure", "Result", "play"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold, or a step that went another way."""

    step: int
    date: date
    member: str | None
    field: str
    expected: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario that was played; it passed when there are no failures."""

    path: str
    title: str
    steps: int
    expectations: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def play(scenario: Scenario, url: str = "sqlite:///:memory:") -> Result:
    """Play every step; an expectation that fails does not stop the others.

    Args:
        scenario: what to play.
        url: where the ledger is kept; a new one in memory by default.
    """
    return _Player(scenario, url).run()


class _Player:
    def __init__(self, scenario: Scenario, url: str) -> None:
        self.scenario = scenario
        first = scenario.steps[0].date if scenario.steps else date(2000, 1, 1)
        self.clock = SetClock(scenario.practice.timezone, first)
        self.cards = SimulatedCards()
        cards = None if scenario.manual else self.cards
        self.ledger = Ledger.open(url, clock=self.clock, cards=cards)
        self.failures: list[Failure] = []
        self.expectations = 0

    def run(self) -> Result:
        practice = self.scenario.practice
        with self.ledger:
            self.ledger.open_practice(
                practice.timezone,
                practice.currency,
                practice.plans,
                locations=practice.locations,
                catalogue=practice.catalogue,
            )
            for step in self.scenario.steps:
                self._advance(step.date)
                if step.verb is not None:
                    self._act(step)
                if step.expect is not None:
                    self._expect(step)
        scenario = self.scenario
        return Result(
            scenario.path,
            scenario.title,
            len(scenario.steps),
            self.expectations,
            tuple(self.failures),
        )

    def _advance(self, until: date) -> None:
        """Day by day, so that each event is recorded on the day it fell due."""
        while (day := self._next_due()) is not None and day < until:
            self.clock.day = max(day, self.clock.day)
            self.ledger.advance()
        self.clock.day = until
        self.ledger.advance()

    def _next_due(self) -> date | None:
        desk = self.ledger._desk  # noqa: SLF001 - the player is part of the house
        conduct = desk.conduct()
        dates = (next_due(desk.load(member), conduct) for member in self.ledger.members())
        return min((day for day in dates if day is not None), default=None)

    def _fail(self, step: Step, member: str | None, field: str, expected: Any, got: Any) -> None:
        self.failures.append(Failure(step.number, step.date, member, field, expected, got))

    def compare(self, step: Step, answer: dict[str, Any]) -> None:
        """Hold what the step says of its answer against the answer."""
        for field, got in answer.items():
            if field in step.details:
                self.expectations += 1
                if step.details[field] != got:
                    self._fail(step, step.member, field, step.details[field], got)

    def _act(self, step: Step) -> None:
        assert step.verb is not None  # noqa: S101 - the caller's condition
        before = self.ledger.event_count
        self.expectations += step.refused is not None
        try:
            _VERBS[step.verb](self, step)
        except Refused as refusal:
            if step.refused is None:
                self._fail(step, step.member, step.verb, "done", f"refused {refusal}")
            elif refusal.reason != step.refused:
                self._fail(step, step.member, "refused", step.refused, str(refusal))
            elif self.ledger.event_count != before:
                self._fail(step, step.member, "refused", "nothing changed", "events were recorded")
            return
        if step.refused is not None:
            self._fail(step, step.member, "refused", step.refused, "done")

    def _expect(self, step: Step) -> None:
        assert step.expect is not None  # noqa: S101 - the caller's condition
        at = {"as_of": step.as_of, "known_on": step.known_on}
        for name, wanted in step.expect.items():
            if name == "revenue":
                figures = self.ledger.booked(**at)
                found = compare_revenue(figures, wanted, self.ledger.currency)
                member = None
            else:
                member = str(name)
                try:
                    card = self.ledger.member(member, **at)
                except Refused as refusal:
                    self._fail(step, member, "member", "enrolled", str(refusal))
                    continue
                found = compare_member(card, wanted)
            for field, expected, got in found:
                self.expectations += 1
                if expected != got:
                    self._fail(step, member, field, expected, got)


def _enroll(p: _Player, step: Step) -> None:
    d = step.details
    p.ledger.enroll(
        step.member or "",
        d.get("plan", ""),
        anchor=_date(d.get("anchor")),
        state=d.get("state"),
        at=d.get("at"),
        starts=_date(d.get("starts")),
        price=_text_amount(d.get("price")),
        waive=d.get("waive"),
        **_who(d),
    )


def _card(p: _Player, step: Step) -> None:
    behaves = step.details.get("behaves")
    if behaves == "approves":
        p.cards.approve(step.member or "")
    elif behaves == "declines":
        p.cards.decline(step.member or "", str(step.details.get("code", "card_declined")))
    else:
        raise Refused("invalid", "a card behaves: approves or declines")


def _update_card(p: _Player, step: Step) -> None:
    p.cards.approve(step.member or "")
    p.ledger.update_card(step.member or "", **_who(step.details))


def _quote(p: _Player, step: Step) -> None:
    wanted = {k: v for k, v in step.details.items() if k in quoting.DETAILS - {"items"}}
    items = quoting.items_of(step.details.get("items"), p.ledger.currency)
    quote = p.ledger.quote(step.member or "", items)
    for field, expected, got in quoting.compare_quote(quote, wanted, p.ledger.currency):
        p.expectations += 1
        if expected != got:
            p._fail(step, step.member, field, expected, got)  # noqa: SLF001 - a step of its own


def _date(value: Any) -> Any:
    """A date as the ledger takes it; anything else is left for the ledger to refuse."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _text_amount(value: Any) -> Any:
    """Amounts are text; a number without quotes is refused, as in a plan."""
    if value is not None and not isinstance(value, str):
        raise Refused("invalid", f'{value!r} is not in quotes; write "{value}"')
    return value


def _who(details: dict[str, Any]) -> dict[str, Any]:
    return {name: details[name] for name in ("actor", "reason") if name in details}


_DATES = {
    "performed": "performed_on",
    "expires": "expires_on",
    "for": "for_on",
    "from": "from_on",
    "notified": "notified_on",
}


def _call(method: str, *positional: str) -> Callable[[_Player, Step], None]:
    """A verb that is one method: some details by position, the others by name."""

    def run(p: _Player, step: Step) -> None:
        details = dict(step.details)
        for name in ("amount", "price"):
            if name in details:
                details[name] = _text_amount(details[name])
        for name in ("anchor", "until", "on", "charged_on", "ends_on", "granted_on", "to", *_DATES):
            if name in details:
                details[_DATES.get(name, name)] = _date(details.pop(name))
        first = [details.pop(name, None) for name in positional]
        try:
            getattr(p.ledger, method)(step.member, *first, **details)
        except TypeError as error:
            raise Refused("invalid", f"{step.verb}: {error}") from error

    return run


def _amend(p: _Player, step: Step) -> None:
    """One member, or with a plan `all` who are on it, and what is expected of their report."""
    d = dict(step.details)
    terms = {
        "version": d.get("version"),
        "price": _text_amount(d.get("price")),
        "from_on": _date(d.get("from")),
        "notified_on": _date(d.get("notified")),
        **_who(d),
    }
    if step.member == "all" and "plan" in d:
        report = p.ledger.amend_all(d["plan"], **terms)
        refused = {member: refusal.reason for member, refusal in report.refused.items()}
        p.compare(step, {"done": list(report.done), "left_out": refused})
    elif "done" in d or "left_out" in d:
        raise Refused("invalid", "done and left_out are for amend: all with a plan")
    else:
        p.ledger.amend(step.member or "", plan=d.get("plan"), **terms)


def _publish(p: _Player, step: Step) -> None:
    """A plan, or a new version of one, is on sale from this day."""
    p.ledger.publish([step.details["plan"]])


_VERBS: dict[str, Callable[[_Player, Step], None]] = {
    "enroll": _enroll,
    "card": _card,
    "update_card": _update_card,
    "charge_succeeded": _call("charge_succeeded", "charge", "amount"),
    "charge_failed": _call("charge_failed", "charge", "amount", "code"),
    "refund": _call("refund"),
    "dispute": _call("dispute"),
    "dispute_closed": _call("close_dispute", "outcome"),
    "redeem": _call("redeem", "benefit"),
    "reserve": _call("reserve", "benefit"),
    "release": _call("release", "key"),
    "no_show": _call("no_show", "key"),
    "reverse": _call("reverse", "key"),
    "adjust": _call("adjust", "benefit"),
    "transfer": _call("transfer", "to", "benefit"),
    "convert": _call("convert", "benefit"),
    "extend": _call("extend", "benefit"),
    "occasion": _call("occasion", "name"),
    "waive": _call("waive"),
    "pause": _call("pause"),
    "resume": _call("resume"),
    "change_plan": _call("change_plan", "plan"),
    "amend": _amend,
    "publish": _publish,
    "cancel": _call("cancel"),
    "renew": _call("renew"),
    "reinstate": _call("reinstate"),
    "share": _call("share", "with"),
    "quote": _quote,
}
