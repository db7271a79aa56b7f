"""The short ways of writing a plan mean what their long ways mean."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger.errors import InvalidPlan
from memberledger.terms import read_plan

PLAN: dict[str, Any] = {"id": "gold", "price": "199.00", "cycle": "1 month", "pause": {}}
FACIAL: dict[str, Any] = {"id": "facial", "kind": "service_credit", "quantity": 1}


def plan(**fields: Any) -> Any:
    return read_plan({**PLAN, **fields}, "USD")


def benefit(**fields: Any) -> Any:
    return plan(benefits=[{**FACIAL, **fields}])


@pytest.mark.parametrize("field", sorted(set(read_plan(PLAN, "USD").model_fields_set) - {"id"}))
def test_a_needed_field_can_not_be_null(field: str) -> None:
    if field == "pause":
        assert plan(pause=None).pause is None
        return
    with pytest.raises(InvalidPlan, match=field):
        plan(**{field: None})


def test_a_field_that_is_null_is_as_left_out() -> None:
    nulls = dict.fromkeys(("term", "dunning", "upgrade", "anchor", "late_fee", "use_while"))
    assert plan(**nulls) == plan()
    nulls = dict.fromkeys(("rollover", "grants", "trigger", "priority", "services", "for"))
    assert benefit(**nulls) == benefit()
    assert plan(cancellation={"notice": None}) == plan(cancellation={})


def test_none_is_as_left_out_where_nothing_is_the_default() -> None:
    nothing = dict.fromkeys(("term", "dunning", "early_termination_fee", "sharing", "tax"), "none")
    assert plan(**nothing) == plan()
    assert benefit(redemption_limits="none", substitution="none") == benefit()


def test_none_is_refused_where_something_is_the_default() -> None:
    with pytest.raises(InvalidPlan, match="upgrade"):
        plan(upgrade="none")


def test_a_rollover_of_none_is_a_rollover() -> None:
    until = {"expires": "60 days"}
    assert benefit(rollover="none", **until) != benefit(**until)


def test_none_that_is_a_word_stays_one() -> None:
    assert plan(use_while={"notice": "none"}).use_while.notice == "none"


def test_one_thing_stands_for_a_list_of_one() -> None:
    assert benefit(services="facial") == benefit(services=["facial"])
    assert benefit(services="all").benefits[0].services == "all"
    limit = {"quantity": 1, "per": "calendar_month"}
    assert benefit(redemption_limits=limit) == benefit(redemption_limits=[limit])
    pauses = {"times": 2, "per": "12 months"}
    assert plan(pause={"limits": pauses}) == plan(pause={"limits": [pauses]})
    assert plan(tax={"rate": 8, "on": "dues"}) == plan(tax={"rate": 8, "on": ["dues"]})
    step = {"after": "3 days", "do": "cancel"}
    assert plan(dunning=step) == plan(dunning=[{"after": "3 days", "do": ["cancel"]}])


def test_a_mistake_in_a_word_is_not_taken_for_a_list() -> None:
    with pytest.raises(InvalidPlan, match="redeem_at"):
        plan(redeem_at="hom")
    with pytest.raises(InvalidPlan, match="paused"):
        plan(use_while={"paused": "al"})


def test_yes_and_no() -> None:
    assert benefit(transferable=True) == benefit(transferable={})
    assert benefit(transferable=False) == benefit()
    assert plan(pause=False) == plan(pause=None)
    assert plan(sharing=True) == plan(sharing={})


def test_all_locations_and_all_that_is_taxed() -> None:
    assert plan(sold_at="all") == plan()
    assert plan(tax={"rate": 8, "on": "all"}) == plan(tax={"rate": 8})


def test_what_a_group_in_a_list_leaves_out_may_be_null() -> None:
    swap = {"value": "150.00", "except": None}
    assert benefit(substitution=[swap]) == benefit(substitution=[{"value": "150.00"}])


def test_what_an_occasion_leaves_out_may_be_null() -> None:
    assert benefit(grants={"occasion": "birthday", "per": None}) == benefit(
        grants={"occasion": "birthday"}
    )
    monthly = {"every": "1 month"}
    assert benefit(grants={**monthly, "times": None}) == benefit(grants=monthly)


def test_a_field_of_another_group_is_refused_even_when_it_is_null() -> None:
    with pytest.raises(InvalidPlan, match="times"):
        benefit(grants={"occasion": "birthday", "times": None})


def test_a_misspelt_field_is_told_even_when_it_is_null() -> None:
    with pytest.raises(InvalidPlan, match="did you mean rollover"):
        benefit(rolover=None)
