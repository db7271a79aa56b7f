"""`--csv`: the same facts as `--json`, as a table that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from memberledger.cli.spreadsheet import print_csv


def table(desk, *words: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(desk.say(*words, "--csv"))))


def printed(capsys, columns, rows) -> str:
    print_csv(columns, rows)
    out: str = capsys.readouterr().out
    return out


def test_members_are_a_table_with_a_header(desk) -> None:
    desk.with_ana()
    assert desk.say("members", "--csv") == (
        "member,plan,status,standing,flagged,owed,next_charge.date,next_charge.amount,last_refill\n"
        "ana,glow,active,good,false,0.00,2026-02-15,129.00,2026-01-15\n"
    )


def test_without_rows_there_is_the_header(desk) -> None:
    desk.opened()
    assert desk.say("members", "--csv").count("\n") == 1
    assert desk.say("delinquent", "--csv").startswith("member,plan,status,")


def test_what_is_not_there_is_an_empty_cell(desk) -> None:
    desk.opened()
    desk.say("enroll", "ana", "glow", on="2026-01-15")
    (_, row) = table(desk, "members")
    assert row[-1] == ""


@pytest.mark.parametrize(
    ("words", "column", "value"),
    [
        (("history", "ana"), "sentence", "Enrolled on glow"),
        (("movements", "ana", "bank"), "balance", "25.00"),
        (("revenue", "--as-of", "2026-01-25"), "collected", "178.00"),
        (("quote", "ana", "serum=80.00"), "lowered_by", "product_discount"),
        (("mrr", "--from", "2026-01-01", "--until", "2026-01-25"), "end", "129.00"),
        (("mrr", "--from", "2026-01-01", "--until", "2026-01-25"), "member_churn.whole", "0"),
        (("retention", "--as-of", "2026-01-25"), "month", "2026-01-01"),
        (("retention",), "after", "0"),
        (("utilisation", "--from", "2026-01-01", "--until", "2026-01-25"), "granted", "2500"),
        (("plans",), "price", "129.00"),
        (("practices",), "timezone", "America/Denver"),
    ],
)
def test_every_table_has_its_figures(desk, words, column: str, value: str) -> None:
    header, *rows = table(desk.with_ana(), *words)
    assert value in rows[0][header.index(column)]
    assert {len(row) for row in rows} == {len(header)}


def test_who_owes_is_a_table_with_the_next_step(desk) -> None:
    desk.with_ana(paid=False)
    desk.say("charge", "ana", "ch_1", "178.00", "--declined", "insufficient_funds", on="2026-01-15")
    header, row = table(desk, "delinquent")
    found = dict(zip(header, row, strict=True))
    assert (found["member"], found["owed"], found["can_retry"]) == ("ana", "178.00", "true")
    # the steps of the first day were taken; the other is due 21 days after the decline
    assert (found["next_step.on"], found["next_step.do"]) == ("2026-02-05", "suspend")


@pytest.mark.parametrize(
    "member", ["=1+1", '=HYPERLINK("http://x.test","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"]
)
def test_a_reference_that_looks_like_a_formula_is_text(desk, member: str) -> None:
    desk.opened()
    desk.say("enroll", "--on", "2026-01-15", "--", member, "glow")
    (_, row) = table(desk, "members")
    assert row[0] == f"'{member}"
    # a program gets it as it is
    assert desk.ask("members")["members"][0]["member"] == member


def test_numbers_stay_numbers_whatever_their_sign(capsys) -> None:
    row = {"owed": "-20.00", "units": -3, "tries": 0, "rest": 2.5}
    assert printed(capsys, ("owed", "units", "tries", "rest"), [row]).endswith(
        "\n-20.00,-3,0,2.5\n"
    )


def test_only_a_plain_number_may_begin_with_a_minus(capsys) -> None:
    cells = ["-", "-1-1", "-1.", "--1", "-1e5", "-1 000", "-٣", "\uff1d1", "a=1", "1-1"]
    out = printed(capsys, ("a",), [{"a": cell} for cell in cells])
    assert out.splitlines()[1:] == [*(f"'{cell}" for cell in cells[:8]), "a=1", "1-1"]


def test_commas_quotes_and_lines_stay_within_their_cell(capsys) -> None:
    cells = {"a": 'Lee, "Al"', "b": ["x", "y,z"], "c": None, "d": date(2026, 1, 5), "e": True}
    out = printed(capsys, tuple(cells), [cells])
    assert out == 'a,b,c,d,e\n"Lee, ""Al""","x; y,z",,2026-01-05,true\n'


def test_nothing_in_a_cell_steers_the_terminal(capsys) -> None:
    assert "\x1b" not in printed(capsys, ("a",), [{"a": "\x1b[2J"}])
    assert printed(capsys, ("a",), [{"a": "one\ntwo"}]).count("\n") == 2


def test_a_column_that_is_none_is_a_mistake(capsys) -> None:
    with pytest.raises(KeyError):
        printed(capsys, ("b",), [{"a": 1}])


@pytest.mark.parametrize("words", [("members",), ("plans",), ("practices",)])
def test_json_and_csv_exclude_each_other(desk, words) -> None:
    desk.with_ana()
    result = desk.run(*words, "--json", "--csv")
    assert result.exit_code == 2
    assert "not both" in result.output


def test_a_card_is_no_table(desk) -> None:
    desk.with_ana()
    assert desk.run("show", "ana", "--csv").exit_code == 2
