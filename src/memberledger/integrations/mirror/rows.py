"""Each kind of row as a typed value; a row that can't be read says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - rows have a field of that name
from datetime import datetime
from typing import Protocol

from memberledger.values import fingerprint

__all__ = [
    "BalanceRow",
    "ChangeRow",
    "ChargeRow",
    "MemberRow",
    "RedemptionRow",
    "Row",
    "RowUnreadable",
    "Source",
]


class RowUnreadable(Exception):
    """A row that can't be read, with what of it could be."""

    def __init__(self, why: str, member: str | None = None, day: Date | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.member = member
        self.date = day


@dataclass(frozen=True, slots=True)
class Source:
    """A row as it stands in a file.

    Attributes:
        file, line: where.
        cells: text by column, lower case names.
        occurrence: 1 for the first row of this content in the file, 2 for the second.
        too_long: whether it has more cells than the header.
    """

    file: str
    line: int
    cells: dict[str, str]
    occurrence: int
    too_long: bool = False

    @property
    def where(self) -> str:
        """The file and the line, "charges.csv:12"."""
        return f"{self.file}:{self.line}"

    def get(self, column: str) -> str:
        """The text of a cell, empty where there is none."""
        return self.cells.get(column, "")

    def key(self, columns: tuple[str, ...]) -> str:
        """The row's name for ever: its file's kind, its content, its occurrence."""
        content = {c: self.get(c) for c in columns if self.get(c)}
        return fingerprint({"file": self.file, "row": content, "n": self.occurrence})


class Row(Protocol):
    """What every row has."""

    @property
    def source(self) -> Source:
        """Where it stands."""

    @property
    def key(self) -> str:
        """Its name for ever."""

    @property
    def member(self) -> str:
        """Whom it is about, as it says."""

    @property
    def date(self) -> Date:
        """Its local day."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An enrollment."""

    source: Source
    key: str
    member: str
    date: Date
    plan: str
    anchor: Date | None
    customer: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a membership."""

    source: Source
    key: str
    member: str
    date: Date
    change: str
    plan: str | None
    until: Date | None
    person: str | None


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """What the processor says of one charge; `member` may be the processor's customer."""

    source: Source
    key: str
    member: str
    date: Date
    id: str
    amount: int
    status: str
    code: str
    refunded_on: Date | None
    refunded_amount: int | None
    by_customer: bool
    time: datetime | None = field(default=None)


@dataclass(frozen=True, slots=True)
class RedemptionRow:
    """A treatment or a sale from the record."""

    source: Source
    key: str
    member: str
    date: Date
    benefit: str
    quantity: int
    money: bool
    reference: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """The spreadsheet's number."""

    source: Source
    key: str
    member: str
    date: Date
    benefit: str
    balance: str
