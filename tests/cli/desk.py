"""A front desk for tests: commands on one ledger, answered as text, JSON or an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from memberledger.cli.app import app
from memberledger.errors import LedgerError

PRACTICE = """
practice: {timezone: America/Denver, currency: USD}
plans:
  - id: glow
    price: "129.00"
    cycle: 1 month
    enrollment_fee: "49.00"
    pause: {max_length: 3 months}
    sharing: {add_on_members: 1, after_cycles: 0}
    dunning:
      - {after: 0 days, do: [notify_email, flag_chart]}
      - {after: 21 days, do: [suspend]}
    benefits:
      - {id: facial, kind: service_credit, quantity: 1, rollover: {max_balance: 3}}
      - {id: bank, kind: value_credit, amount: "25.00", rollover: none}
      - {id: product_discount, kind: discount, percent: "12.5", services: [serum]}
      - {id: concierge, kind: perk, name: Concierge line}
  - id: radiance
    name: Radiance
    price: "199.00"
    cycle: 1 month
    benefits:
      - {id: facial, kind: service_credit, quantity: 2, rollover: unlimited}
"""


class Desk:
    """Commands on the ledger at `path`."""

    def __init__(self, folder: Path, practice: str = PRACTICE) -> None:
        self.folder = folder
        self.path = folder / "spa.db"
        self.file = folder / "practice.yaml"
        self.file.write_text(practice, encoding="utf-8")

    def run(self, *words: str, on: str | None = None) -> Result:
        options = ["--on", on] if on else []
        return CliRunner().invoke(
            app, [*words, *options], env={"MEMBERLEDGER_LEDGER": str(self.path)}
        )

    def say(self, *words: str, on: str | None = None) -> str:
        """What a command that works prints."""
        result = self.run(*words, on=on)
        if result.exception is not None:
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    def ask(self, *words: str, on: str | None = None) -> Any:
        """What a command that works tells a program."""
        return json.loads(self.say(*words, "--json", on=on))

    def refused(self, *words: str, on: str | None = None) -> LedgerError:
        """The error of a command that doesn't work; it printed nothing."""
        result = self.run(*words, on=on)
        assert isinstance(result.exception, LedgerError), result.output
        assert result.output == ""
        return result.exception

    def opened(self) -> Desk:
        self.say("open", str(self.file))
        return self

    def with_ana(self, *, paid: bool = True) -> Desk:
        """Ana is on Glow since 15 January, and has paid unless said otherwise."""
        self.opened()
        self.say("enroll", "ana", "glow", on="2026-01-15")
        if paid:
            self.say("charge", "ana", "ch_1", "178.00", on="2026-01-15")
        return self

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}
