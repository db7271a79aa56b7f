"""What is wrong with a plan, word for word: what a person reads, and the fields for a program."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import InvalidPlan, read_plan, read_plans
from memberledger.terms import Plan, read_catalogue
from memberledger.terms.base import _percent_text, _rate_text
from memberledger.terms.rules import account_name
from memberledger.values import Cycles, Duration

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
GOOD = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL]}
LONG = "x" * 58  # sixty characters with its quotes
TOO_LONG = "x" * 59
OF_A_PAUSE = "after_cycles, billing, expiry, fee, limits, max_length, notice, starts, term"


def plan(**facts: Any) -> Plan:
    return read_plan({**GOOD, **facts}, "USD")


def wrong(data: Any = None, **facts: Any) -> dict[str, str]:
    """By field, what is told of a plan that can't be read; the sentence holds the same."""
    plain = data if data is not None else {**GOOD, **facts}
    with pytest.raises(InvalidPlan) as told:
        read_plan(plain, "USD", "spa.yaml")
    error = told.value
    found = {each["field"]: each["wrong"] for each in error.problems}
    name = plain.get("id", "?") if isinstance(plain, dict) else "?"
    lines = "; ".join(f"{field}: {words}" if field else words for field, words in found.items())
    assert error.message == f"spa.yaml: plan {name!r}: {lines}"
    assert (error.facts["where"], error.facts["plan"]) == ("spa.yaml", name)
    return found


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"price": 199},
            {"price": '199 is not in quotes; write an amount as text, such as "199.00"'},
        ),
        (
            {"cycle": 30},
            {"cycle": '30 is not a duration; write "1 month" or "30 days"'},
        ),
        (
            {"cycle": [LONG]},
            {"cycle": f'[\'{LONG[:55]}... is not a duration; write "1 month" or "30 days"'},
        ),
        ({"cycle": "0 months"}, {"cycle": "a period of no length never ends; write 1 or more"}),
        (
            {"cycle": "101 years"},
            {"cycle": "'101 years' is longer than a hundred years; write a shorter one"},
        ),
        (
            {"cancellation": {"notice": "1201 cycles"}},
            {
                "cancellation.notice": (
                    "'1201 cycles' is longer than a hundred years; write a shorter one"
                )
            },
        ),
        (
            {"pause": {"max_length": "0 cycles"}},
            {"pause.max_length": "a time of no length never ends; write 1 or more"},
        ),
        (
            {"sold_at": []},
            {"sold_at": "the list is empty; write one or more, or leave the field out"},
        ),
        ({"sold_at": ["a", "a"]}, {"sold_at": "the same is there twice; write it once"}),
        (
            {"sold": {"from": "soon"}},
            {"sold.from": "'soon' is not a date, such as 2026-01-31"},
        ),
        (
            {"sold": {"from": TOO_LONG}},
            {"sold.from": f"'{TOO_LONG[:56]}... is not a date, such as 2026-01-31"},
        ),
        ({"sold": {"from": LONG}}, {"sold.from": f"'{LONG}' is not a date, such as 2026-01-31"}),
        (
            {"tax": {"rate": "1000"}},
            {"tax.rate": "'1000' is not a rate in percent; write 19 or \"8.875\""},
        ),
        ({"tax": {"rate": 1.5}}, {"tax.rate": '1.5 is not a rate; write 19 or "8.875"'}),
        ({"tax": {"rate": True}}, {"tax.rate": 'True is not a rate; write 19 or "8.875"'}),
        ({"name": 5}, {"name": "write text (got 5)"}),
        ({"stackable": 1}, {"stackable": "write true or false (got 1)"}),
        ({"version": "2"}, {"version": "write a whole number without quotes (got '2')"}),
        ({"benefits": {}}, {"benefits": "write a list, such as [first, second] (got {})"}),
        ({"pirce": "1.00"}, {"pirce": "no such field; did you mean price?"}),
        ({"pause": {"zzz": 1}}, {"pause.zzz": f"no such field; there are {OF_A_PAUSE}"}),
        ({"term": {}}, {"term.cycles": "this field is needed"}),
        (
            {"redeem_at": "hom"},
            {
                "redeem_at": "write a list, such as [first, second] (got 'hom'), "
                "or: Input should be 'any' or 'home' (got 'hom')"
            },
        ),
    ],
)
def test_a_field_is_told_what_would_be_right(facts: dict[str, Any], told: dict[str, str]) -> None:
    assert wrong(**facts) == told


def test_a_percentage_is_told_what_would_be_right() -> None:
    def of(percent: Any) -> dict[str, str]:
        item = {"id": "ten", "kind": "discount", "percent": percent}
        return wrong(benefits=[item])

    field = "benefits.0.percent"
    assert of("ten") == {field: "'ten' is not a percentage from 0 to 100; write 30 or \"12.5\""}
    assert of(0.3) == {field: '0.3 is not a percentage; write 30 or "12.5"'}
    assert of(True) == {field: 'True is not a percentage; write 30 or "12.5"'}


def test_what_is_no_plan_is_told() -> None:
    words = "write a mapping, such as {field: value} (got 'glow')"
    assert wrong("glow") == {"": words}
    needed = "this field is needed"
    assert wrong({"id": "glow"}) == {"price": needed, "cycle": needed}


def test_several_things_are_told_at_once() -> None:
    assert wrong(name=5, version="2") == {
        "name": "write text (got 5)",
        "version": "write a whole number without quotes (got '2')",
    }


# Percentages and rates


@pytest.mark.parametrize(
    ("written", "points", "text"),
    [(30, 3000, "30.00"), ("12.5", 1250, "12.50"), ("0.05", 5, "0.05"), (100, 10000, "100.00")],
)
def test_a_percentage_is_basis_points(written: Any, points: int, text: str) -> None:
    item = {"id": "ten", "kind": "discount", "percent": written}
    assert plan(benefits=[item]).benefits[0].percent == points
    assert _percent_text(points) == text


@pytest.mark.parametrize(
    ("written", "millionths", "text"),
    [(19, 190_000, "19.0000"), ("8.875", 88_750, "8.8750"), ("0.0001", 1, "0.0001")],
)
def test_a_rate_is_millionths(written: Any, millionths: int, text: str) -> None:
    terms = plan(tax={"rate": written}).tax
    assert terms is not None
    assert terms.rate == millionths
    assert _rate_text(millionths) == text


def test_the_longest_spans_that_are_read() -> None:
    assert plan(cycle="100 years").cycle == Duration(100, "year")
    longest = plan(cancellation={"notice": "1200 cycles"}).cancellation
    assert longest.notice == Cycles(1200)
    assert plan(cancellation={"notice": "0 cycles"}).cancellation.notice == Cycles(0)


# Several plans, and a catalogue


def whole(read: Any, data: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(InvalidPlan) as told:
        read(data, "USD", "spa.yaml")
    return told.value.message, told.value.facts


def test_a_list_of_plans_has_at_least_one_and_each_once() -> None:
    for data in ([], {}, None):
        assert whole(read_plans, data) == (
            "spa.yaml: plans: write a list of at least one plan",
            {"where": "spa.yaml", "problems": []},
        )
    assert whole(read_plans, [GOOD, {**GOOD, "id": "b"}, GOOD]) == (
        "spa.yaml: plans: 'glow' is there twice; give each plan an id of its own",
        {"where": "spa.yaml", "plan": "glow", "problems": []},
    )
    assert whole(lambda data, *_: read_plans(data, "USD"), [])[0].startswith("plans: plans:")


def test_a_catalogue_is_a_list_of_services_each_once() -> None:
    assert whole(read_catalogue, {}) == (
        "spa.yaml: catalogue: write a list of services",
        {"where": "spa.yaml", "problems": []},
    )
    assert whole(read_catalogue, [{"id": "a"}, {"id": "b"}, {"id": "a"}]) == (
        "spa.yaml: catalogue: 'a' is there twice; give each an id of its own",
        {"where": "spa.yaml", "problems": []},
    )
    words = '5 is not in quotes; write an amount as text, such as "199.00"'
    message, facts = whole(read_catalogue, [{"id": "a", "price": 5, "category": 7}])
    assert message == f"spa.yaml: catalogue: category: write text (got 7); price: {words}"
    assert facts["where"] == "spa.yaml"
    assert facts["problems"] == [
        {"field": "category", "wrong": "write text (got 7)"},
        {"field": "price", "wrong": words},
    ]
    services = read_catalogue([{"id": "a", "price": "5.00", "category": None}], "USD")
    assert [(each.id, each.price, each.category) for each in services] == [("a", 500, None)]
    assert read_catalogue(list(services), "USD") == services


# What must hold between the terms of one plan

BANK = {"id": "bank", "kind": "value_credit", "amount": "50.00"}
TEN = {"id": "ten", "kind": "discount", "percent": 10}
NEEDS = "needs a term, such as term: {cycles: 12}"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"benefits": [FACIAL, FACIAL]},
            "benefits: 'facial' is there twice; give each benefit an id of its own",
        ),
        (
            {"benefits": [{**FACIAL, "id": "a_b"}, {**FACIAL, "id": "a-b"}]},
            "benefits: 'a_b' and 'a-b' would share the account A-B; rename one of them",
        ),
        (
            {"anchor": {"day": 1}, "cycle": "2 weeks"},
            "anchor: a day of the month needs a cycle of months or years",
        ),
        (
            {"anchor": {"day": 1}, "pause": {"billing": "shift"}},
            "pause: billing shift would leave the anchor's day; use billing: skip",
        ),
        (
            {"first_period": "free"},
            "first_period: only with an anchor day, such as anchor: {day: 1}",
        ),
        (
            {"cycle": "2 years", "term": {"cycles": 51}},
            "term: longer than a hundred years; write a shorter one",
        ),
        (
            {"cycle": "2 years", "introductory_price": {"cycles": 51, "price": "1.00"}},
            "introductory_price: longer than a hundred years; write a shorter one",
        ),
        (
            {"benefits": [{**FACIAL, "rollover": {"periods": 1200}}]},
            "benefits: facial: longer than a hundred years; write a shorter one",
        ),
        (
            {"benefits": [{**FACIAL, "grants": "1 year", "rollover": {"periods": 100}}]},
            "benefits: facial: longer than a hundred years; write a shorter one",
        ),
        (
            {"dunning": [{"after": "1 day", "do": ["late_fee"]}]},
            'dunning: the action late_fee needs the plan\'s late_fee, such as "25.00"',
        ),
        (
            {"dunning": [{"after": "1 day", "do": ["returned_payment_fee"]}]},
            (
                "dunning: the action returned_payment_fee needs the plan's returned_payment_fee, "
                'such as "25.00"'
            ),
        ),
        (
            {
                "dunning": [
                    {"after": "3 days", "do": ["retry"]},
                    {"after": "1 day", "do": ["retry"]},
                ]
            },
            "dunning: write the steps in the order of their days",
        ),
        (
            {"benefits": [{**FACIAL, "grants": "each_term"}]},
            f"benefits: facial: each_term {NEEDS}",
        ),
        (
            {"benefits": [{**FACIAL, "redemption_limits": [{"quantity": 1, "per": "term"}]}]},
            f"benefits: facial: per: term {NEEDS}",
        ),
        (
            {"benefits": [{**FACIAL, "grants": {"occasion": "birthday", "per": "term"}}]},
            f"benefits: facial: per: term {NEEDS}",
        ),
        ({"pause": {"term": "extended"}}, f"pause: term: extended {NEEDS}"),
        ({"pause": {"limits": [{"times": 1, "per": "term"}]}}, f"pause: per: term {NEEDS}"),
        (
            {
                "benefits": [
                    {**FACIAL, "converts": {"to": "bank", "at": "9.00", "when": "on_request"}}
                ]
            },
            "benefits: facial: converts to 'bank', which is no value_credit of this plan",
        ),
        (
            {"upgrade": {"converts": {"old": "peel"}}},
            "upgrade: converts to 'peel', which is no benefit with lots of this plan",
        ),
        (
            {"benefits": [FACIAL, TEN], "downgrade": {"converts": {"old": "ten"}}},
            "downgrade: converts to 'ten', which is no benefit with lots of this plan",
        ),
        (
            {"upgrade": {"credit": "unused"}},
            "upgrade: credit is of a downgrade; an upgrade gives none",
        ),
    ],
)
def test_terms_that_do_not_hold_together_are_told(facts: dict[str, Any], words: str) -> None:
    assert wrong(**facts) == {"": words}


@pytest.mark.parametrize(
    "facts",
    [
        {"cycle": "2 years", "term": {"cycles": 50}},
        {"cycle": "2 years", "introductory_price": {"cycles": 50, "price": "1.00"}},
        {"benefits": [{**FACIAL, "rollover": {"periods": 1199}}]},
        {"anchor": {"day": 1}, "first_period": "free", "pause": {"billing": "skip"}},
        {"benefits": [{**FACIAL, "id": "a"}, {**FACIAL, "id": "b"}]},
        {"late_fee": "5.00", "dunning": [{"after": "1 day", "do": ["late_fee"]}]},
        {
            "dunning": [
                {"after": "1 day", "do": ["retry"]},
                {"after": "1 day", "do": ["suspend"]},
                {"after": "1 month", "do": ["cancel"]},
            ]
        },
        {
            "term": {"cycles": 12},
            "pause": {"term": "extended", "limits": [{"times": 1, "per": "term"}]},
            "benefits": [{**FACIAL, "grants": "each_term"}],
        },
        {
            "benefits": [
                {**FACIAL, "converts": {"to": "bank", "at": "9.00", "when": "on_request"}},
                BANK,
            ],
            "upgrade": {"converts": {"old": "facial"}},
            "downgrade": {"credit": "unused", "converts": {"old": "bank"}},
        },
    ],
)
def test_terms_that_hold_together_are_read(facts: dict[str, Any]) -> None:
    assert plan(**facts).id == "glow"


def test_where_a_plan_stands_may_be_left_out() -> None:
    for read, data, start in (
        (read_plan, {"id": "glow"}, "plan: plan 'glow': price: "),
        (read_plan, {}, "plan: plan '?': id: "),
        (read_plan, [], "plan: plan '?': "),
        (read_plans, [{}], "plans: plan '?': "),
        (read_catalogue, {}, "catalogue: catalogue: "),
    ):
        with pytest.raises(InvalidPlan) as told:
            read(data, "USD")
        assert told.value.message.startswith(start)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"kind": "perk", "quantity": 1},
            "a perk has no quantity; it takes only an id and a name",
        ),
        (
            {"kind": "service_credit", "quantity": 1, "percent": 10},
            "a service_credit has no percent; it takes ",
        ),
        (
            {"kind": "value_credit", "amount": "5.00", "quantity": 1},
            "a value_credit has no quantity; it takes ",
        ),
    ],
)
def test_what_a_kind_of_benefit_does_not_have_is_told(facts: dict[str, Any], words: str) -> None:
    found = wrong(benefits=[{"id": "it", **facts}])["benefits.0"]
    assert found.startswith(words)
    if facts["kind"] != "perk":
        listed = found.removeprefix(words).split(", ")
        assert {"expires", "for", "rollover", "services"} <= set(listed)


def test_a_limit_that_no_pause_can_break_is_told() -> None:
    def of(length: str, per: str) -> dict[str, str]:
        return wrong(pause={"limits": [{"length": length, "per": per}]})

    field = "pause.limits.0"
    words = "a pause never fills 12 months in calendar_year; write less"
    assert of("12 months", "calendar_year") == {field: words}
    words = "a pause never fills 1 month in calendar_month; write less"
    assert of("1 month", "calendar_month") == {field: words}
    words = "a pause never fills 60 days in 60 days; write less"
    assert of("60 days", "60 days") == {field: words}
    for length, per in (("11 months", "calendar_year"), ("30 days", "calendar_month")):
        assert plan(pause={"limits": [{"length": length, "per": per}]}).pause is not None


def test_a_plan_at_another_price_is_the_same_plan() -> None:
    glow = plan(prices={"south": "219.00"}, version=3)
    own = glow.priced(14900)
    assert (own.price, own.version, own.prices) == (14900, 3, {"south": 21900})
    assert glow.priced(14900, version=4).version == 4
    everywhere = glow.priced(14900, everywhere=True)
    assert (everywhere.price, everywhere.prices) == (14900, None)
    assert own.model_copy(update={"price": 19900}) == glow


def test_a_benefit_covers_its_services_and_never_what_it_leaves_out() -> None:
    def covers(facts: dict[str, Any], service: str, category: str | None = None) -> bool:
        return plan(benefits=[{**FACIAL, **facts}]).benefits[0].covers(service, category)

    assert covers({}, "facial")
    assert not covers({}, "peel")
    assert not covers({}, "peel", "facial")  # by itself it is for one service only
    skin = {"services": ["skin", "peel"]}
    assert covers(skin, "peel")
    assert covers(skin, "mask", "skin")
    assert not covers(skin, "mask", "hands")
    assert not covers(skin, "mask")
    some = {"services": "all", "except": ["deep", "hands"]}
    assert covers(some, "mask", "skin")
    assert not covers(some, "deep", "skin")
    assert not covers(some, "nails", "hands")
    ten = plan(benefits=[{"id": "ten", "kind": "discount", "percent": 10, "except": ["deep"]}])
    assert ten.benefits[0].covers("mask")
    assert not ten.benefits[0].covers("deep")


@pytest.mark.parametrize(
    "kind", [{"kind": "discount", "percent": 20}, {"kind": "member_price", "price": "80.00"}]
)
def test_a_price_may_come_so_many_times_a_period(kind: dict[str, Any]) -> None:
    price = {"id": "peel", "services": ["peel"], "quantity": 2, "rollover": "unlimited", **kind}
    found = plan(benefits=[price]).benefits[0]
    assert (found.is_metered, found.has_lots, found.quantity) == (True, True, 2)


def test_plans_and_services_of_other_names_are_read() -> None:
    both = read_plans([GOOD, {**GOOD, "id": "b"}], "USD")
    assert [each.id for each in both] == ["glow", "b"]
    found = whole(read_catalogue, [{"id": "a", "prize": "5.00"}])[1]["problems"]
    assert found == [{"field": "prize", "wrong": "no such field; did you mean price?"}]


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (
            {"benefits": [FACIAL, {**FACIAL, "id": "b", "quantty": 1}]},
            "benefits.1.quantty",
            "no such field; did you mean quantity?",
        ),
        (
            {"term": {"cycles": 6, "zzz": 1}},
            "term.zzz",
            "no such field; there are at_end, cycles",
        ),
        ({"name": ["x" * 70]}, "name", f"write text (got ['{'x' * 55}...)"),
        ({"name": ["x" * 56]}, "name", f"write text (got ['{'x' * 56}'])"),
        ({"name": ["x" * 57]}, "name", f"write text (got ['{'x' * 55}...)"),
    ],
)
def test_what_is_not_known_or_too_long_is_told_in_short(
    facts: dict[str, Any], field: str, words: str
) -> None:
    assert wrong(**facts) == {field: words}


@pytest.mark.parametrize("name", ["carryover_limit", "max_balance"])
def test_a_cap_of_money_is_an_amount_and_one_of_units_a_number(name: str) -> None:
    def lots(kind: dict[str, Any], limit: Any) -> dict[str, Any]:
        return {"benefits": [{**kind, "rollover": {name: limit}}]}

    def cap(terms: Plan) -> object:
        rollover = terms.benefits[0].rollover
        return getattr(rollover, name) if rollover is not None else None

    assert cap(plan(**lots(BANK, "250.00"))) == 25000
    assert cap(plan(**lots(FACIAL, 6))) == 6
    words = f'{name} of money is text; write {name}: "250.00"'
    assert wrong(**lots(BANK, 250)) == {"benefits.0": words}
    words = f"{name} of units is a whole number; write {name}: 6"
    assert wrong(**lots(FACIAL, "6")) == {"benefits.0": words}
    assert cap(plan(benefits=[{**BANK, "rollover": "unlimited"}])) is None
    stored = plan(**lots(BANK, "250.00")).model_dump(mode="json", exclude_none=True)
    assert Plan.model_validate_json(plan(**lots(BANK, "250.00")).model_dump_json()) == plan(
        **lots(BANK, "250.00")
    )
    assert stored["benefits"][0]["rollover"][name] == 25000


def test_a_slip_deep_in_a_plan_is_told_with_the_names_of_its_own_group() -> None:
    slip = {**FACIAL, "rollover": {"max_balnce": 3}}
    assert wrong(benefits=[slip]) == {
        "benefits.0.rollover.max_balnce": "no such field; did you mean max_balance?"
    }
    told = wrong(term={"cycles": 6, "at_end": "never"})["term.at_end"]
    assert told.endswith("(got 'never')")


@pytest.mark.parametrize(
    ("grants", "field", "words"),
    [
        ({"occasion": "birthday", "times": 2}, "times", "no such field; there are occasion, per"),
        ({"occasion": "birthday", "prr": "term"}, "prr", "no such field; did you mean per?"),
        ({"every": "1 month", "occasion": "x"}, "every", "no such field; there are occasion, per"),
        (
            {"every": "1 month", "per": "term"},
            "per",
            "no such field; there are after_cycles, anchor, every, times",
        ),
    ],
)
def test_a_slip_in_one_of_two_groups_is_told_with_the_names_of_that_group(
    grants: dict[str, Any], field: str, words: str
) -> None:
    assert wrong(benefits=[{**FACIAL, "grants": grants}]) == {f"benefits.0.grants.{field}": words}


def test_an_account_is_named_after_its_benefit() -> None:
    names = {each: account_name(each) for each in ("product_credit", "facial", "HydraFacial.2")}
    assert names == {
        "product_credit": "Product-Credit",
        "facial": "Facial",
        "HydraFacial.2": "HydraFacial-2",
    }
