"""Small folders of exports, written for one test each."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from memberledger.integrations.mirror import Report, mirror, read_folder

__all__ = ["PRACTICE", "multiset", "run", "write"]

PRACTICE = """\
practice: {timezone: America/Denver, currency: USD}
plans:
  - id: glow
    price: "199.00"
    cycle: 1 month
    pause: {}
    benefits:
      - {id: facial, kind: service_credit, quantity: 1}
      - {id: credit, kind: value_credit, amount: "50.00"}
"""
HEADS = {
    "members.csv": "member,plan,enrolled_on,anchor,processor_customer",
    "changes.csv": "date,member,change,plan,until,with",
    "charges.csv": (
        "id,created,member,customer,amount,currency,status,decline_code,refunded_on,refunded_amount"
    ),
    "redemptions.csv": "date,member,benefit,quantity,amount,reference,by",
    "balances.csv": "member,benefit,balance,as_of",
}


def write(folder: Path, practice: str = PRACTICE, **tables: list[str]) -> Path:
    """A folder with these rows; members and charges are always there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "practice.yaml").write_text(practice, encoding="utf-8")
    tables = {"members": ["ana,glow,2026-01-05,,cus_ana"], "charges": [], **tables}
    for name, rows in tables.items():
        file = folder / f"{name}.csv"
        file.write_text("\n".join([HEADS[file.name], *rows, ""]), encoding="utf-8", newline="")
    return folder


def paid(number: int, day: str, amount: str = "199.00", status: str = "succeeded") -> str:
    code = "insufficient_funds" if status == "failed" else ""
    return f"ch_{number},{day},ana,,{amount},usd,{status},{code},,"


def run(folder: Path, ledger: Path, as_of: str | None = None) -> Report:
    day = date.fromisoformat(as_of) if as_of else None
    return mirror(read_folder(folder), ledger, as_of=day)


def multiset(findings: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """How often each finding is there: its kind, its member, its day, its amount."""
    return Counter((f["finding"], f["member"], f["date"], f["amount"]) for f in findings)


def told(report: Report) -> list[tuple[Any, ...]]:
    """Kind, day and amount of each finding, in order."""
    return [(f["finding"], f["date"], f["amount"]) for f in report.as_json()["findings"]]
