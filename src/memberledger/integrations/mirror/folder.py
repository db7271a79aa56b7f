"""The folder of exports: its files, and each readable row as a typed value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from memberledger.errors import LedgerError
from memberledger.files import read_text, read_yaml
from memberledger.integrations.mirror.findings import Finding
from memberledger.integrations.mirror.reading import (
    read_balance,
    read_change,
    read_charge,
    read_member,
    read_redemption,
)
from memberledger.integrations.mirror.rows import (
    BalanceRow,
    ChangeRow,
    ChargeRow,
    MemberRow,
    RedemptionRow,
    Row,
    RowUnreadable,
    Source,
)
from memberledger.ledger.clock import zone
from memberledger.scenarios.reading import Practice, read_practice

__all__ = ["Folder", "FolderUnreadable", "read_folder"]

R = TypeVar("R", bound=Row)


class FolderUnreadable(LedgerError):
    """A folder that is no set of exports: a file is missing or is not a table."""

    code = "folder_unreadable"


@dataclass(slots=True)
class Folder:
    """The exports of one practice; rows that can't be read are findings already."""

    path: Path
    practice: Practice
    members: list[MemberRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    charges: list[ChargeRow] = field(default_factory=list)
    redemptions: list[RedemptionRow] = field(default_factory=list)
    balances: list[BalanceRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[Row]:
        """Every row that could be read."""
        yield from self.members
        yield from self.changes
        yield from self.charges
        yield from self.redemptions
        yield from self.balances

    @property
    def last_date(self) -> date | None:
        """The last date in the exports."""
        days = [row.date for row in self.rows]
        days += [row.refunded_on for row in self.charges if row.refunded_on is not None]
        return max(days, default=None)


_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "members.csv": (("member",), ("plan",), ("enrolled_on",)),
    "changes.csv": (("date",), ("member",), ("change",)),
    "charges.csv": (
        ("id",),
        ("created",),
        ("member", "customer"),
        ("amount",),
        ("currency",),
        ("status",),
    ),
    "redemptions.csv": (("date",), ("member",), ("benefit",), ("quantity", "amount")),
    "balances.csv": (("member",), ("benefit",), ("balance",), ("as_of",)),
}
"""Columns each file must have; of several in one place, one is enough."""

_OPTIONAL = frozenset({"changes.csv", "redemptions.csv", "balances.csv"})


def read_folder(path: Path) -> Folder:
    """Read a folder of exports.

    Raises:
        FolderUnreadable: the folder or a needed file is missing, or a file has not its columns.
        FileUnreadable: a file is not UTF-8, or not YAML.
        InvalidPlan, ScenarioInvalid: practice.yaml is wrong.
    """
    if not path.is_dir():
        raise FolderUnreadable(f"{path}: no such folder", path=str(path))
    config = path / "practice.yaml"
    if not config.is_file():
        raise FolderUnreadable(f"{path}: practice.yaml is missing", path=str(path))
    folder = Folder(path, read_practice(read_yaml(config), str(config)))
    local, currency = zone(folder.practice.timezone), folder.practice.currency
    _read(folder, "members.csv", folder.members, read_member)
    _read(folder, "changes.csv", folder.changes, read_change)
    _read(folder, "charges.csv", folder.charges, lambda s: read_charge(s, local, currency))
    _read(folder, "redemptions.csv", folder.redemptions, lambda s: read_redemption(s, currency))
    _read(folder, "balances.csv", folder.balances, read_balance)
    return folder


def _read(folder: Folder, name: str, rows: list[R], parse: Callable[[Source], R]) -> None:
    path = folder.path / name
    if not path.is_file():
        if name in _OPTIONAL:
            return
        raise FolderUnreadable(f"{folder.path}: {name} is missing", path=str(path))
    for source in _sources(path, name):
        try:
            rows.append(parse(source))
        except RowUnreadable as error:
            folder.findings.append(
                Finding(
                    "unreadable_row",
                    error.member,
                    error.date,
                    None,
                    f"This row can't be read: {error.why}.",
                    source.where,
                )
            )


def _sources(path: Path, name: str) -> Iterator[Source]:
    """The rows of a table with their lines, and how often the same row came before."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        _check_header(path, name, header)
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            cells = {c: v.strip() for c, v in zip(header, values, strict=False) if c}
            content = tuple(sorted((c, v) for c, v in cells.items() if v))
            seen[content] = seen.get(content, 0) + 1
            extra = len(values) > len(header)
            yield Source(name, reader.line_num, cells, seen[content], too_long=extra)
    except csv.Error as error:
        raise FolderUnreadable(
            f"{path}, line {reader.line_num}: {error}", path=str(path), line=reader.line_num
        ) from None


def _check_header(path: Path, name: str, header: list[str]) -> None:
    doubled = sorted({c for c in header if c and header.count(c) > 1})
    if doubled:
        raise FolderUnreadable(f"{path}: column {doubled[0]} is there twice", path=str(path))
    for choice in _NEEDED[name]:
        if not any(column in header for column in choice):
            raise FolderUnreadable(
                f"{path}: column {' or '.join(choice)} is missing; the header says "
                f"{', '.join(header) or 'nothing'}",
                path=str(path),
            )
