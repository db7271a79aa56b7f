"""`memberledger mirror` as a program: what it prints, and how it ends."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memberledger.cli import main

from .folders import PRACTICE, paid, write


def ends(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit status, what was printed, and what was complained of."""
    status: object = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["memberledger", *words])
        try:
            main()
        except SystemExit as end:
            status = end.code
    told = capsys.readouterr()
    return int(status or 0), told.out, told.err  # type: ignore[call-overload]


@pytest.fixture
def spa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "spa", charges=[paid(1, "2026-01-05", "249.00")])


def test_it_ran_whatever_was_found_and_the_ledger_has_the_folders_name(
    spa: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = ends(capsys, "mirror", str(spa))
    assert (status, err) == (0, "")
    assert "50.00" in out
    assert Path("spa.db").is_file()


def test_strict_ends_with_1_if_anything_was_found_and_0_if_not(
    spa: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends(capsys, "mirror", str(spa), "--strict")[0] == 1
    honest = write(spa.parent / "honest", charges=[paid(1, "2026-01-05")])
    assert ends(capsys, "mirror", str(honest), "--strict")[0] == 0


def test_json_is_all_that_is_printed(spa: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ends(
        capsys, "mirror", str(spa), "--json", "--ledger", "x.db", "--as-of", "2026-01-31"
    )
    told = json.loads(out)
    assert status == 0
    assert set(told) == {"as_of", "members", "events", "findings", "at_stake"}
    assert (told["as_of"], told["members"]) == ("2026-01-31", 1)
    (finding,) = told["findings"]
    assert set(finding) == {"finding", "member", "date", "amount", "detail", "source"}
    assert (finding["amount"], finding["source"]) == ("50.00", "charges.csv:2")
    assert told["at_stake"] == {"billed_wrong_amount": "50.00"}
    assert Path("x.db").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ["mirror", "nowhere"],
        ["mirror", "broken"],
        ["mirror", "spa", "--ledger", "no/such/folder/x.db"],
        ["mirror", "spa", "--ledger", "spa"],
        ["mirror", "spa", "--ledger", "notes.db"],
        ["mirror", "spa", "--as-of", "yesterday"],
        ["mirror", "spa", "--frobnicate"],
        ["mirror"],
        ["check", "nowhere.yaml", "--frobnicate"],
    ],
)
def test_what_cannot_be_read_ends_with_2_and_no_traceback(
    words: list[str], spa: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(spa.parent / "broken", PRACTICE.replace("USD", "DOL"))
    Path("notes.db").write_text("my notes")
    before = sorted(spa.parent.rglob("*"))
    status, _, err = ends(capsys, *words)
    assert status == 2
    assert "Traceback" not in err
    assert sorted(spa.parent.rglob("*")) == before
    assert Path("notes.db").read_text() == "my notes"


def test_an_error_is_one_line_with_its_code(spa: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = ends(capsys, "mirror", str(spa.parent / "nowhere"))
    assert out == ""
    assert err.startswith("folder_unreadable: ")
    assert err.count("\n") == 1


def test_what_the_exports_hold_does_not_steer_the_terminal(
    spa: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = ["[/red]", "[bold]", "\x1b[2Jgone", "=cmd()"]
    write(
        spa,
        charges=[f"ch_{n},2026-01-05,{name},,5.00,usd,succeeded,,," for n, name in enumerate(hostile)],
        members=["[/red],[/x],2026-01-05,,", "[blue],glow,2026-01-05,,"],
        redemptions=["2026-01-06,[blue],[/y],1,,[/z],[/w]"],
    )  # fmt: skip
    for words in (["--all"], [], ["--json"]):
        status, out, err = ends(capsys, "mirror", str(spa), *words)
        assert (status, err) == (0, "")
        assert "\x1b[2J" not in out
        assert "[/red]" in out


def test_check_ends_with_1_where_a_scenario_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.yaml"
    steps = 'steps: [{date: 2026-01-05, enroll: ana, plan: glow}, {date: 2026-01-05, expect: {ana: {owed: "%s"}}}]'
    file.write_text(PRACTICE + steps % "0.00")
    assert ends(capsys, "check", str(file))[0] == 0
    file.write_text(PRACTICE + steps % "1.00")
    status, out, _ = ends(capsys, "check", str(file))
    assert status == 1
    assert "expected 1.00" in out
    assert "0 passed, 1 failed" in out
    file.write_text("[")
    assert ends(capsys, "check", str(file))[0] == 1


def test_it_is_a_program(spa: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "memberledger", "mirror", str(spa), "--strict"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_mirror_is_asked_like_any_ledger(spa: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(capsys, "mirror", str(spa), "--as-of", "2026-01-31")[0] == 0
    for words in (["roster"], ["balances"], ["agenda"], ["delinquent"], ["views", "rebuild"]):
        status, out, err = ends(capsys, *words, "--json", "--ledger", "spa.db")
        assert (status, err) == (0, ""), words
        assert json.loads(out)
    _, out, _ = ends(capsys, "roster", "--json", "--ledger", "spa.db")
    assert [row["member"] for row in json.loads(out)["members"]] == ["ana"]
