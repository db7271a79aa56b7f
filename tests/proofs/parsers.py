"""Everything that reads what others wrote: a valid input of each, and how it is read."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tests.audit.ledgers import fill
from tests.cli.desk import PRACTICE
from tests.mirror.folders import write

from memberledger import Ledger, LedgerError
from memberledger.aggregates.member import fold, snapshot
from memberledger.cli.app import main
from memberledger.ledger.ledger import registry
from memberledger.store import open_store
from memberledger.values import stream_id

from .spoiling import spoiled, spoiled_word

__all__ = ["House", "Reader", "readers"]

ROOT = Path(__file__).parent.parent.parent
ENV = {"COLUMNS": "80", "NO_COLOR": "1"}
COMMANDS = [
    "enroll m-1 glow --anchor 2026-04-20 --key k1 --actor desk --reason asked --on 2026-04-08",
    "redeem m1 facial --quantity 1 --key visit --performed 2026-04-07 --on 2026-04-08",
    "adjust m1 facial --quantity 1 --reason goodwill --expires 2026-12-01 --on 2026-04-08",
    "charge m1 ch_9 199.00 --charged-on 2026-04-01 --on 2026-04-08",
    "refund m1 --charged-on 2026-04-05 --amount 10.00 --on 2026-04-08",
    "change m1 glow --on 2026-04-08",
    "cancel m1 --waive moved --on 2026-04-08",
    "amend m1 --price 219.00 --from 2026-06-01 --notified 2026-04-08 --on 2026-04-08",
    "show m1 --as-of 2026-03-01 --known-on 2026-03-02",
    "history m1 --json",
    "roster --status active --standing good --json",
    "members --csv",
    "advance --on 2026-04-08",
]


@dataclass(frozen=True)
class Reader:
    """One kind of input: what is read, spoiled by dice, is answered or refused.

    Attributes:
        name: of the kind.
        often: how many of a hundred inputs are of it.
        read: spoils one input and reads it; how it was spoiled, and what came of it.
    """

    name: str
    often: int
    read: Callable[[random.Random], tuple[str, str]]


class House:
    """A folder with a ledger, a seal and files that are valid, in which inputs are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "spa.db"
        fill(self.ledger, 3)
        (folder / "practice.yaml").write_text(PRACTICE, encoding="utf-8")
        self.registry = registry()
        with open_store(self.ledger, self.registry) as store:
            self.rows = [(r.name, r.data) for r in store.records()]
            self.state = snapshot.dump(fold(store.read(stream_id("main", "m1"))))
        self.seal = folder / "seal.json"
        self.say("audit", "seal", str(self.seal), "--ledger", str(self.ledger))
        self.original = self.ledger.read_bytes()
        files = sorted((ROOT / "examples" / "programs").glob("*.yaml"))
        self.plans = [f.read_bytes() for f in files if ".plan." in f.name] + [PRACTICE.encode()]
        self.scenarios = [f.read_bytes() for f in files if ".scenario." in f.name]
        self.mirror = write(
            folder / "exports",
            members=["ana,glow,2026-01-05,,cus_ana", "bo,glow,2026-01-31,2026-02-01,"],
            charges=[
                "ch_1,2026-01-05,ana,,199.00,usd,succeeded,,,",
                "ch_2,2026-02-05,,cus_ana,199.00,usd,failed,insufficient_funds,,",
                "ch_3,2026-02-08,ana,,199.00,usd,succeeded,,2026-02-20,50.00",
            ],
            changes=["2026-02-10,bo,paused,,2026-03-10,", "2026-04-01,bo,cancelled,,,"],
            redemptions=[
                "2026-01-20,ana,facial,1,,appt-1,",
                "2026-02-20,ana,credit,,20.00,appt-2,ana",
            ],
            balances=["ana,facial,1,2026-03-01", "bo,facial,1,2026-03-01"],
        )

    def say(self, *words: str, failed: str = "answered") -> str:
        """Run the command line in this process; its exit status, as a word.

        Args:
            words: after the program's name.
            failed: what exit status 1 means.

        Raises:
            AssertionError: it fails without a word, or tells a traceback.
            Exception: whatever escapes it.
        """
        out, err = io.StringIO(), io.StringIO()
        status: object = 0
        with (
            patch.object(sys, "argv", ["memberledger", *words]),
            patch.dict("os.environ", ENV),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as end:
                status = end.code or 0
        assert "Traceback" not in out.getvalue() + err.getvalue()
        assert status in {0, 1, 2}, f"exit status {status}"
        assert status != 2 or err.getvalue().strip(), "exit status 2, and not a word why"
        return ("answered", failed, "refused")[int(str(status))]

    def file(self, data: bytes) -> str:
        """The name of a file with these bytes."""
        path = self.folder / "input.yaml"
        path.write_bytes(data)
        return str(path)

    def plan(self, dice: random.Random) -> tuple[str, str]:
        how, data = spoiled(dice.choice(self.plans), dice)
        verb = dice.choice([("plans", "check"), ("plans", "check", "--json"), ("open",), ("diff",)])
        file = self.file(data)
        if verb == ("open",):
            return how, self.say("open", file, "--ledger", "sqlite:///:memory:")
        if verb == ("diff",):
            mine = str(self.folder / "practice.yaml")
            return how, self.say("plans", "diff", f"{mine}#glow", f"{file}#glow")
        return how, self.say(*verb, file)

    def scenario(self, dice: random.Random) -> tuple[str, str]:
        how, data = spoiled(dice.choice(self.scenarios), dice)
        return how, self.say("check", self.file(data), failed="refused")

    def exports(self, dice: random.Random) -> tuple[str, str]:
        file = dice.choice(sorted(self.mirror.iterdir()))
        before = file.read_bytes()
        how, data = spoiled(before, dice)
        file.write_bytes(data)
        target = self.folder / "mirror.db"
        for name in ("", "-wal", "-shm"):
            target.with_name(target.name + name).unlink(missing_ok=True)
        try:
            return how, self.say("mirror", str(self.mirror), "--ledger", str(target))
        finally:
            file.write_bytes(before)

    def words(self, dice: random.Random) -> tuple[str, str]:
        words = dice.choice(COMMANDS).split()
        for _ in range(dice.randint(1, 2)):
            at = dice.randrange(1 if dice.random() < 0.9 else 0, len(words))
            words[at] = spoiled_word(words[at], dice)
        for name in ("-wal", "-shm"):
            self.ledger.with_name(self.ledger.name + name).unlink(missing_ok=True)
        self.ledger.write_bytes(self.original)
        return "words", self.say(*words, "--ledger", str(self.ledger))

    def row(self, dice: random.Random) -> tuple[str, str]:
        name, before = dice.choice(self.rows)
        how, data = spoiled(before, dice)
        if dice.random() < 0.1:
            name = spoiled_word(name, dice)
        try:
            self.registry.parse(name, data, 1)
        except LedgerError:
            return how, "refused"
        return how, "answered"

    def kept_state(self, dice: random.Random) -> tuple[str, str]:
        how, data = spoiled(self.state, dice)
        return how, "refused" if snapshot.load(data) is None else "answered"

    def sealed(self, dice: random.Random) -> tuple[str, str]:
        how, data = spoiled(self.seal.read_bytes(), dice)
        file = self.file(data)
        return how, self.say("audit", "verify", "--against", file, "--ledger", str(self.ledger))

    def address(self, dice: random.Random) -> tuple[str, str]:
        """An address of a file; servers are not asked for."""
        word = spoiled_word(
            dice.choice(["sqlite:///spa2.db", "spa2.db", "sqlite:///:memory:"]), dice
        )
        if "postgres" in word:
            return "words", "answered"
        try:
            Ledger.open(word).close()
        except LedgerError:
            return "words", "refused"
        return "words", "answered"


def readers(house: House) -> list[Reader]:
    """Each kind of input."""
    return [
        Reader("plan files", 25, house.plan),
        Reader("scenario files", 15, house.scenario),
        Reader("mirror folders", 10, house.exports),
        Reader("command lines", 15, house.words),
        Reader("stored events", 20, house.row),
        Reader("kept states", 7, house.kept_state),
        Reader("seals", 5, house.sealed),
        Reader("addresses", 3, house.address),
    ]
