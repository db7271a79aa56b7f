"""The command line on a ledger in PostgreSQL: the same commands, and no password in the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.postgres_server import ENCODED, PASSWORD, Server
from typer.testing import CliRunner

from memberledger.cli.app import app
from memberledger.errors import LedgerError

from .desk import PRACTICE

LUMEN = Path(__file__).parents[2] / "examples" / "lumen"


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "practice.yaml"
    path.write_text(PRACTICE, encoding="utf-8")
    return str(path)


def run(url: str, *words: str) -> str:
    told = CliRunner().invoke(app, [*words, "--ledger", url], env={"MEMBERLEDGER_LEDGER": ""})
    if told.exception is not None:
        assert told.output == ""
        raise told.exception
    assert ENCODED not in told.output
    assert PASSWORD not in told.output
    return told.output


def test_a_new_user_opens_enrolls_pays_and_redeems(url: str, file: str, postgres: Server) -> None:
    day = ("--on", "2026-01-15")
    shown = f"postgresql://spa@127.0.0.1:{postgres.port}/ledgers?schema="
    printed = run(url, "open", file)
    assert f"is open in {shown}" in printed
    assert f"memberledger enroll MEMBER glow --ledger '{shown}" in printed
    run(url, "enroll", "ana", "glow", *day)
    run(url, "charge", "ana", "ch_1", "178.00", *day)
    assert json.loads(run(url, "redeem", "ana", "facial", "--json", *day))["left"] == 0
    run(url, "advance")
    assert "ana" in run(url, "members")
    assert "Redeemed 1 facial" in run(url, "history", "ana")


def test_the_address_may_come_from_the_environment(url: str, file: str) -> None:
    for words in (("open", file), ("plans",)):
        told = CliRunner().invoke(app, [*words], env={"MEMBERLEDGER_LEDGER": url})
        assert told.exception is None
        assert ENCODED not in told.output


@pytest.mark.parametrize("words", [("members",), ("enroll", "ana", "glow"), ("advance",)])
def test_without_a_ledger_a_command_says_how_to_make_one_and_makes_none(
    url: str, postgres: Server, words: tuple[str, ...]
) -> None:
    with pytest.raises(LedgerError) as refused:
        run(url, *words)
    assert refused.value.code == "no_ledger"
    assert "memberledger open FILE.yaml --ledger" in refused.value.message
    assert ENCODED not in refused.value.message
    with postgres.connect() as db:
        query = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
        assert db.execute(query, (url.rpartition("=")[2],)).fetchone() is None


def test_a_server_that_refuses_is_told_as_one_line(url: str, file: str) -> None:
    with pytest.raises(LedgerError) as refused:
        run(url.replace(ENCODED, "wrong"), "open", file)
    assert refused.value.code == "store_denied"
    assert "\n" not in refused.value.message
    assert "wrong" not in refused.value.message


def test_a_mirror_finds_on_a_server_what_it_finds_in_a_file(url: str, tmp_path: Path) -> None:
    lumen = str(LUMEN)
    on_a_server = json.loads(run(url, "mirror", lumen, "--json"))
    assert on_a_server == json.loads(run(str(tmp_path / "lumen.db"), "mirror", lumen, "--json"))
    assert json.loads(run(url, "mirror", lumen, "--json")) == on_a_server
