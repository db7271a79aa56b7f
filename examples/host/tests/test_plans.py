"""What our plans say, by example."""

from frontdesk.plans import GLOW, RADIANCE

from memberledger import read_plan
from memberledger.aggregates.member import pausing, redeeming
from memberledger.aggregates.member.events import ChargeFailed, Redeemed
from memberledger.testing.spec import Card, given, happened, joins

GLOW_TERMS, RADIANCE_TERMS = read_plan(GLOW, "USD"), read_plan(RADIANCE, "USD")


def test_a_facial_comes_with_the_dues() -> None:
    glow = given(on="2026-01-05").and_(joins(GLOW_TERMS))
    visit = glow.on("2026-01-12").when(redeeming.redeem, "facial", 1)
    visit.then(happened(Redeemed, "2026-01-12", benefit="facial", takes=((1, 1),)))


def test_there_is_one_a_month() -> None:
    glow = given(on="2026-01-05").and_(joins(GLOW_TERMS)).and_(redeeming.redeem, "facial", 1)
    glow.when(redeeming.redeem, "facial", 1).then_refused("insufficient_balance")


def test_two_are_carried_over_and_no_more() -> None:
    glow = given(on="2026-01-05").and_(joins(GLOW_TERMS))
    days = ("2026-02-05", "2026-03-05", "2026-04-05")
    assert [glow.on(day).held()["facial"] for day in days] == [2, 3, 3]


def test_radiance_takes_no_pause() -> None:
    given().and_(joins(RADIANCE_TERMS)).when(pausing.pause).then_refused("pause_not_allowed")


def test_a_declined_card_gets_no_facial() -> None:
    declined = given(card=Card("insufficient_funds")).and_(joins(GLOW_TERMS))
    assert [failed.amount for failed in declined.of(ChargeFailed)] == [12_900]
    declined.when(redeeming.redeem, "facial", 1).then_refused("insufficient_balance")
