"""Text as others may read it: no control characters, and nothing that a spreadsheet would run.

Whoever writes to a ledger chooses the text in it, and a spreadsheet takes a cell that begins with
`=`, `+`, `-` or `@` for a formula. So text like that gets a `'` in front, which spreadsheets read
as "this is text". Plain numbers, negative ones too, stay numbers.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

__all__ = ["cell", "printable"]

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count too
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def printable(text: str) -> str:
    r"""The text with every character that is not printed as U+FFFD; nothing steers a terminal.

    >>> printable("a\nb") == "a\ufffdb"
    True
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def cell(value: Any) -> str:
    """The text of a cell of a spreadsheet, guarded; None is empty, a list is joined by `; `.

    >>> cell("=SUM(A1)"), cell(-5), cell(None), cell(True), cell((1, 2))
    ("'=SUM(A1)", '-5', '', 'true', '1; 2')
    """
    text = printable(_text(value))
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value)
    return str(value)
