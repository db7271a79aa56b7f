"""Dunning: one run at a time, its steps on their days, its end when nothing is owed."""

from __future__ import annotations

from datetime import date

from . import collecting, giving, leaving
from .dates import plus
from .member import Member, owed_of

__all__ = ["no_decline", "resumed", "run_begins", "run_may_end", "steps", "unasked"]


def run_begins(m: Member, on: date, charge: str) -> None:
    """With the first decline when none is going on, on the steps of the plan of that day."""
    if m.run is None and m.owed > 0:
        m.run = {
            "first": on,
            "declines": set(),
            "plan": m.plan,
            "taken": 0,
            "suspended": False,
            "waits": False,
            "flag": False,
        }
        m.span_begins("past_due", on)
        m.tell("run_begins", on)
    if m.run is not None:
        m.run["declines"].add(charge)


def unasked(m: Member, on: date) -> None:
    """What is owed and can't be asked for, of a card refused for good, is chased as if declined.

    The run rests on the last decline that stands.
    """
    stands = [charge["id"] for charge in m.charges if charge["outcome"] == "failed"]
    if m.run is None and m.refused and not m.practice.manual:
        run_begins(m, on, stands[-1])


def no_decline(m: Member, on: date, charge: str) -> None:
    """A decline was none after all; of a run that has no other, nothing is left."""
    if m.run is not None and charge in m.run["declines"]:
        m.run["declines"].remove(charge)
        if not m.run["declines"]:
            _ends(m, on, "no_decline")


def run_may_end(m: Member, on: date, cause: str) -> None:
    if m.run is not None and m.owed == 0:
        _ends(m, on, cause)


def _ends(m: Member, on: date, cause: str) -> None:
    if m.run is not None:
        m.run = None
        m.span_ends("past_due", on)
        m.span_ends("suspended", on)
        m.tell("run_ends", on, cause=cause)


def steps(m: Member, on: date) -> None:
    """Every step whose day has come."""
    run = m.run
    while run is not None and m.run is run and run["taken"] < len(run["plan"]["dunning"]):
        after, actions = run["plan"]["dunning"][run["taken"]]
        due = plus(run["first"], after)
        if due > on:
            return
        run["taken"] += 1
        left_to_processor = run["plan"]["retries"] == "processor"
        for action in actions:
            if m.run is not run:
                break
            if action.startswith("notify") or action == "flag_chart":
                run["flag"] = run["flag"] or action == "flag_chart"
            elif not left_to_processor:
                _take(m, action, due)


def _take(m: Member, action: str, on: date) -> None:
    assert m.run is not None
    if action == "retry":
        collecting.collect(m, on)
        giving.give(m, on)
    elif action == "late_fee":
        owed = [b for b in m.bills if owed_of(b) > 0]
        dues = sorted(owed, key=lambda b: b["kind"] != "dues")
        fee = m.run["plan"]["late_fee"]
        if dues and fee:
            dues[0]["late"] += fee
            m.tell("late_fee", on, bill=dues[0]["id"], amount=fee)
    elif action == "suspend":
        if m.status == "paused":
            m.run["waits"] = True
        elif m.status == "active" and not m.run["suspended"]:
            _suspend(m, on)
    elif action == "cancel":
        _cancel(m, on)
    elif action == "write_off":
        for bill in m.bills:
            amount = owed_of(bill)
            if amount > 0:
                bill["given_up"] += amount
                m.tell("written_off", on, bill=bill["id"], amount=amount)
        run_may_end(m, on, "written_off")


def _cancel(m: Member, on: date) -> None:
    """The end; where a fee is owed for it, what is owed is asked for on the last day."""
    if m.status in ("active", "paused"):
        bills = len(m.bills)
        leaving.end(m, on, "dunning")
        if len(m.bills) > bills:
            collecting.collect(m, on)


def _suspend(m: Member, on: date) -> None:
    assert m.run is not None
    m.run["suspended"], m.run["waits"] = True, False
    m.span_begins("suspended", on)
    m.tell("suspended", on)


def resumed(m: Member, on: date) -> None:
    """A suspension that waited for the end of a pause comes now."""
    if m.run is not None and m.run["waits"] and m.status == "active":
        _suspend(m, on)
