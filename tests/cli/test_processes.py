"""The installed program as a process of its own; what it does in between is asked in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def memberledger(desk, *words):
    environment = {**os.environ, "MEMBERLEDGER_LEDGER": str(desk.path), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "memberledger", *words],
        env=environment,
        cwd=desk.folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_a_new_user_opens_enrolls_pays_and_redeems(desk):
    day = ("--on", "2026-01-15")

    assert memberledger(desk, "open", "practice.yaml").returncode == 0
    desk.say("enroll", "ana", "glow", on="2026-01-15")
    desk.say("charge", "ana", "ch_1", "178.00", on="2026-01-15")
    done = memberledger(desk, "redeem", "ana", "facial", "--json", *day)

    assert json.loads(done.stdout)["left"] == 0
    assert done.stderr == ""


def test_an_error_is_one_line_and_status_2(desk):
    desk.opened()

    done = memberledger(desk, "show", "a-member-with-a-rather-long-reference-that-nobody-has")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("not_enrolled: ")
    assert done.stderr.count("\n") == 1


def test_without_a_ledger_nothing_is_made(desk):
    done = memberledger(desk, "members")

    assert done.returncode == 2
    assert done.stderr.startswith("no_ledger: ")
    assert "Traceback" not in done.stderr
    assert desk.files() == {"practice.yaml"}
