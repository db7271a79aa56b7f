"""New terms for one member and for everybody on a plan, through a ledger."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger import Refused

from .house import GLOW, House, day

NOTICE = {**GLOW, "price_change": {"notice": "14 days"}}


def house() -> House:
    at = House()
    at.ledger.publish([{**NOTICE, "version": 7}])
    for member in ("ana", "bo", "cy"):
        at.ledger.enroll(member, "glow", state="US-CA" if member == "cy" else None)
    return at


def test_everybody_on_a_plan_is_amended_and_the_report_names_who_is_refused() -> None:
    at = house()
    at.ledger.cancel("bo")
    told = {"from_on": day("2026-02-05"), "notified_on": day("2026-01-05")}
    report = at.ledger.amend_all("glow", price="219.00", key="prices-2026", **told)  # type: ignore[arg-type]
    assert (report.plan.version, report.plan.price) == (8, 21900)
    assert report.done == ("ana", "bo")
    assert {name: refusal.reason for name, refusal in report.refused.items()} == {
        "cy": "notice_too_early"
    }
    before = at.ledger.event_count
    again = at.ledger.amend_all("glow", price="219.00", key="prices-2026", **told)  # type: ignore[arg-type]
    assert again.done == report.done
    assert at.ledger.event_count == before


def test_a_price_for_one_member_is_on_record_and_not_on_sale() -> None:
    at = house()
    told = {"from_on": day("2026-02-05"), "notified_on": day("2026-01-05")}
    at.ledger.amend("ana", price="149.00", **told)  # type: ignore[arg-type]
    at.ledger.amend("bo", price="149.00", **told)  # type: ignore[arg-type]
    assert at.ledger.plans["glow"].version == 7
    at.clock.day = date(2026, 2, 5)
    at.ledger.advance()
    assert [at.ledger.member(member).next_charge for member in ("ana", "bo")] == [
        (day("2026-03-05"), 14900)
    ] * 2


def test_a_price_that_is_refused_puts_nothing_on_record() -> None:
    at = house()
    before = at.ledger.event_count
    with pytest.raises(Refused) as caught:
        at.ledger.amend("ana", price="249.00", from_on=day("2026-02-05"))
    assert caught.value.reason == "notice_too_short"
    assert at.ledger.event_count == before
