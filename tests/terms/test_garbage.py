"""Whatever a file holds, it is a plan, a scenario, or an error that says what is wrong."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memberledger import InvalidPlan, LedgerError, read_plans
from memberledger.files import FileUnreadable, read_yaml
from memberledger.scenarios import play, read_scenario

QUIET = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)

RICH: dict[str, Any] = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "anchor": {"day": 1},
    "first_period": "prorated",
    "late_fee": "10.00",
    "introductory_price": {"cycles": 1, "price": "99.00"},
    "term": {"cycles": 6, "at_end": "month_to_month"},
    "early_termination_fee": {"kind": "fixed", "amount": "5.00"},
    "cancellation": {"notice": "30 days", "after_end": {"usable_for": "90 days"}},
    "pause": {"limits": [{"times": 2, "per": "12 months"}], "max_length": "3 months"},
    "use_while": {"past_due": "none"},
    "upgrade": {"when": "now"},
    "dunning": [{"after": "3 days", "do": ["retry", "late_fee"]}],
    "sharing": {"add_on_members": 1},
    "recognition": {"method": "allocated", "access": "20.00"},
    "benefits": [
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 1,
            "rollover": {"carryover_limit": 3},
            "services": ["facial"],
        },
        {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"},
        {"id": "ten", "kind": "discount", "percent": "7.5", "services": "all"},
    ],
}
SCENARIO: dict[str, Any] = {
    "scenario": "A life",
    "practice": {"timezone": "America/Denver", "currency": "USD"},
    "plans": [RICH],
    "steps": [
        {"date": "2026-01-05", "enroll": "ana", "plan": "glow", "anchor": "2026-01-05"},
        {"date": "2026-01-06", "redeem": "ana", "benefit": "facial", "key": "a", "quantity": 1},
        {"date": "2026-01-07", "refund": "ana", "charged_on": "2026-01-05", "amount": "5.00"},
        {"date": "2026-01-08", "pause": "ana", "until": "2026-02-01", "refused": "invalid"},
        {"date": "2026-02-01", "expect": {"ana": {"balance": {"facial": 1}}}, "known_on": "x"},
    ],
}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
    st.sampled_from(
        ["199.00", "-1", "1 month", "0 days", "99999 days", "9000 years", "glow", "all", "none"]
    ),
    st.sampled_from(["2026-02-30", "0001-01-01", "9999-12-31", "\0", "\ud800", "[/x]", "1e9"]),
)
plain = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=4), st.integers()), inner, max_size=3),
    ),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))


def with_(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(data)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@QUIET
@given(plain)
def test_what_is_no_list_of_plans_is_an_invalid_plan(data: Any) -> None:
    with pytest.raises(InvalidPlan):
        read_plans(data, "USD")


@settings(QUIET, max_examples=400)
@given(st.sampled_from(sorted(paths(RICH), key=repr)), plain)
def test_a_plan_with_one_thing_wrong_is_read_or_told(path: tuple[Any, ...], value: Any) -> None:
    try:
        (plan,) = read_plans([with_(RICH, path, value)], "USD", "spa.yaml")
    except InvalidPlan as error:
        told = str(error)
    else:
        assert type(plan).model_validate_json(plan.model_dump_json()) == plan
        return
    assert told.startswith("spa.yaml: ")
    assert len(told) < 5_000


@settings(QUIET, max_examples=300)
@given(st.sampled_from(sorted(paths(SCENARIO), key=repr)), plain)
def test_a_scenario_with_one_thing_wrong_is_played_or_told(
    path: tuple[Any, ...], value: Any
) -> None:
    if path and path[-1] == "date" and str(value)[:1] in "3456789":
        return  # a thousand years of monthly dues take their time
    text = json.dumps(with_(SCENARIO, path, value), default=str)
    told_or_done(text)


@QUIET
@given(st.text(alphabet="ab:-{}[]&*!|>'\"#, \n\t0129.\0é%@`?", max_size=60))
def test_any_text_is_a_scenario_or_told(text: str) -> None:
    told_or_done(text)


@QUIET
@given(st.binary(max_size=60))
def test_any_bytes_are_a_scenario_or_told(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.yaml"
        file.write_bytes(data)
        with pytest.raises(LedgerError):
            read_scenario(file)


def told_or_done(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.yaml"
        file.write_text(text, encoding="utf-8", errors="replace")
        told = ""
        try:
            play(read_scenario(file))
        except LedgerError as error:
            told = str(error)
        assert told == "" or str(file) in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2", "line 2"),
        ("a: [1", "line"),
        ("a: !!python/object/apply:os.system [x]", "line 1"),
        ("\tb", "line 1"),
        ("a: &x [*x]", "part of"),
        (
            "a0: &a0 {}\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
            "alias",
        ),
        ("[" * 5000, ""),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    with pytest.raises(LedgerError, match=r"a\.yaml") as told:
        read_scenario(file)
    assert words in str(told.value)


def test_no_is_a_name_and_not_a_boolean(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("{no: off, yes: on, really: true}")
    assert read_yaml(file) == {"no": "off", "yes": "on", "really": True}


def test_an_anchor_given_twice_stands_for_the_last_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("[&x 1, &x 2, *x]")
    assert read_yaml(file) == [1, 2, 2]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_scenario(tmp_path / name)


def test_a_plan_that_repeats_itself_without_end_is_told_in_a_few_words(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 17))]
    lines += ["plans: [{id: glow, cycle: 1 month, price: *a16}]"]
    lines += [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in SCENARIO.items() if k != "plans"]
    file.write_text("\n".join(lines))
    with pytest.raises(LedgerError) as told:
        read_scenario(file)
    assert len(str(told.value)) < 2_000


def test_a_step_with_a_detail_of_the_wrong_kind_is_a_step_that_failed(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for detail in ({"actor": 5}, {"reason": ["x"]}, {"state": 5}, {"plan": []}, {"anchor": "x"}):
        step = {"date": "2026-01-05", "enroll": "ana", "plan": "glow", **detail}
        file.write_text(json.dumps({**SCENARIO, "steps": [{**step, "refused": "invalid"}]}))
        assert play(read_scenario(file)).passed, detail


def test_a_scenario_may_begin_on_any_day_of_the_calendar(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for zone, day in (("Pacific/Kiritimati", "0001-01-01"), ("America/Denver", "9999-12-31")):
        practice = {"timezone": zone, "currency": "USD"}
        steps = [{"date": day, "enroll": "ana", "plan": "glow"}]
        file.write_text(json.dumps({**SCENARIO, "practice": practice, "steps": steps}))
        with suppress(LedgerError):
            play(read_scenario(file))
