"""The schema of a plan file says yes to every plan file there is, and no to a slip of the hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from memberledger import Plan
from memberledger.agreement import plan_file_schema
from memberledger.files import read_yaml
from memberledger.terms import read_plan
from memberledger.terms.base import Terms

from .pages import ROOT, memberledger

KEPT = ROOT / "docs" / "reference" / "plan.schema.json"
FILES = sorted(
    [
        *(ROOT / "examples").rglob("*.yaml"),
        *(ROOT / "tests" / "scenarios").glob("*.yaml"),
    ]
)
VALIDATOR = Draft202012Validator(plan_file_schema())
GLOW: dict[str, Any] = {"id": "glow", "price": "129.00", "cycle": "1 month"}


def _plain(value: Any) -> Any:
    """As JSON has it: a date is text."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _wrong(**facts: Any) -> list[str]:
    """Where a file of one plan with these terms is wrong."""
    practice = {"timezone": "America/Denver", "currency": "USD"}
    file = {"practice": practice, "plans": [{**GLOW, **facts}]}
    return [error.json_path for error in VALIDATOR.iter_errors(file)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(plan_file_schema())


FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
SHORT: list[dict[str, Any]] = [
    {"term": None, "dunning": None, "late_fee": None},
    {"term": "none", "dunning": "none", "tax": "none"},
    {"dunning": {"after": "3 days", "do": "cancel"}},
    {"pause": True, "sharing": False},
    {"sold_at": "all", "tax": {"rate": 8, "on": "all"}},
    {"benefits": FACIAL},
    {"benefits": [{**FACIAL, "services": "facial", "transferable": True, "rollover": None}]},
    {"benefits": [{**FACIAL, "redemption_limits": {"wait": "14 days"}}]},
]


@pytest.mark.parametrize("facts", SHORT, ids=str)
def test_an_editor_takes_the_short_ways_of_writing(facts: dict[str, Any]) -> None:
    assert _wrong(**facts) == []
    read_plan({**GLOW, **facts}, "USD")


def test_an_editor_marks_what_is_needed_and_left_out() -> None:
    assert _wrong(price=None) == ["$.plans[0].price"]
    assert _wrong(pause="yes") != []


def test_the_schema_that_is_kept_is_the_one_that_is_written() -> None:
    said = memberledger(["plans", "schema"])
    assert said.status == 0
    assert said.text == KEPT.read_text(encoding="utf-8")
    assert json.loads(said.text) == plan_file_schema()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_plan_file_of_the_project_fits(file: Path) -> None:
    errors = list(VALIDATOR.iter_errors(_plain(read_yaml(file))))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def _groups() -> Iterator[type[BaseModel]]:
    waiting = Terms.__subclasses__()
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


def test_every_field_is_there_by_its_written_name_and_explained() -> None:
    groups = plan_file_schema()["$defs"]
    assert {kind.__name__ for kind in _groups()} <= set(groups)
    for kind in _groups():
        told = groups[kind.__name__]["properties"]
        names = {field.alias or name for name, field in kind.model_fields.items()}
        assert set(told) == names
        assert groups[kind.__name__]["description"]
        if "\nAttributes:" in (kind.__doc__ or "").replace("    ", ""):
            inherited = set(kind.__mro__[1].__annotations__) & names
            missing = [n for n in names if "description" not in told[n] and n not in inherited]
            assert missing == [], kind


@pytest.mark.parametrize(
    "facts",
    [
        {"rollover": "unlimited"},
        {"rollover": {"max_balance": 3}},
        {"grants": "each_term"},
        {"grants": "6 months"},
        {"grants": {"every": "3 months", "times": 2}},
        {"grants": {"occasion": "birthday"}},
        {"except": ["botox"], "for": "guest"},
        {"after_end": {"usable_for": "2 cycles", "from": "request"}},
        {"no_show": {"fee": "50.00"}},
        {"no_show": {"fee": {"percent": "12.5"}}},
    ],
)
def test_each_way_to_write_a_benefit_fits(facts: dict[str, Any]) -> None:
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1, **facts}
    assert _wrong(benefits=[facial]) == []


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"price": 129.0}, "$.plans[0].price"),
        ({"price": "129,00"}, "$.plans[0].price"),
        ({"cycle": "monthly"}, "$.plans[0].cycle"),
        ({"benefit": []}, "$.plans[0]"),
        ({"benefits": [{"id": "x", "kind": "service"}]}, "$.plans[0].benefits[0].kind"),
        ({"upgrade": {"when": "later"}}, "$.plans[0].upgrade.when"),
        ({"dunning": [{"after": "3 days", "do": ["shout"]}]}, "$.plans[0].dunning[0].do[0]"),
    ],
)
def test_a_slip_of_the_hand_is_marked_where_it_is(facts: dict[str, Any], where: str) -> None:
    assert _wrong(**facts) == [where]


def test_a_change_of_plan_may_leave_out_when() -> None:
    assert _wrong(upgrade={"proration": "none"}) == []


def test_what_the_schema_takes_as_a_plan_is_a_plan() -> None:
    assert Plan.model_validate(GLOW, context={"currency": "USD"}).price == 12900
