"""Where a command finds its ledger, and how the user would name it in the next command."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from datetime import date, datetime

from memberledger.aggregates.member import Ask
from memberledger.cli.loading import load_policies
from memberledger.cli.options import DEFAULT_LEDGER, ENVIRONMENT, POLICIES
from memberledger.errors import LedgerError, Refused
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock, machine_clock
from memberledger.store import holds_ledger, without_password

__all__ = ["NoLedger", "Place", "require_ledger"]


class NoLedger(LedgerError):
    """There is no ledger at the place named."""

    code = "no_ledger"


def require_ledger(address: str, making: str = "") -> None:
    """See that there is a ledger; `making` is the command that would make one.

    Raises:
        NoLedger: there is none.
        StoreError: as opening it.
    """
    if not holds_ledger(address):
        shown = without_password(address)
        advice = f"; make one with: {making}" if making else ""
        raise NoLedger(f"there is no ledger at {shown}{advice}", ledger=shown)


class _CommandClock:
    """The machine's clock until a command sets it to a day."""

    def __init__(self) -> None:
        self.set: SetClock | None = None

    def __call__(self) -> datetime:
        return self.set() if self.set is not None else machine_clock()


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger's address, the practice in it, and the day a command is done on.

    `policies` is where the host's own are, as `--policies` names it.
    """

    ledger: str
    practice: str
    on: date | None = None
    policies: str | None = None

    def open(self, cards: Ask | None = None) -> Ledger:
        """Open the practice's ledger; nothing is made where there is none.

        Raises:
            NoLedger: there is none.
            Refused: `unknown_practice`, or `invalid` for a day in the future.
            StoreError: it is no ledger.
            PoliciesUnreadable: there are no policies where they are named.
        """
        policies = load_policies(self.policies)
        require_ledger(self.ledger, self._opening())
        clock = _CommandClock()
        ledger = Ledger.open(
            self.ledger, self.practice, clock=clock, cards=cards, policies=policies
        )
        try:
            self._must_be_open(ledger)
            if self.on is not None:
                clock.set = self._clock(ledger)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def command(self, *words: str) -> str:
        """A command on this ledger that the user can copy."""
        return shlex.join(["memberledger", *words, *self._options()])

    @property
    def _shown(self) -> str:
        """The ledger's address as it may be printed."""
        return without_password(self.ledger)

    def _options(self) -> list[str]:
        options = []
        if self.ledger != os.environ.get(ENVIRONMENT, DEFAULT_LEDGER):
            options += ["--ledger", self._shown]
        if self.practice != "main":
            options += ["--practice", self.practice]
        if self.policies is not None and self.policies != os.environ.get(POLICIES):
            options += ["--policies", self.policies]
        return options + (["--on", self.on.isoformat()] if self.on is not None else [])

    def _must_be_open(self, ledger: Ledger) -> None:
        if not ledger.is_open:
            raise Refused(
                "unknown_practice",
                f"the practice {self.practice!r} was never opened in {self._shown}; "
                f"open it with: {self._opening()}",
                practice=self.practice,
            )

    def _opening(self) -> str:
        where = ["--ledger", self._shown]
        if self.practice != "main":
            where += ["--practice", self.practice]
        return shlex.join(["memberledger", "open", "FILE.yaml", *where])

    def _clock(self, ledger: Ledger) -> SetClock:
        assert self.on is not None  # noqa: S101 - the caller's condition
        today = ledger.today()
        if self.on > today:
            raise Refused(
                "invalid",
                f"--on {self.on} lies in the future; today is {today}",
                value=self.on,
                today=today,
            )
        return SetClock(ledger.timezone, self.on)
