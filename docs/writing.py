"""How the generated pages are written: tables, sentences, and what docstrings say."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

__all__ = ["MADE", "attributes", "entries", "sentence", "summary", "table"]

MADE = "<!-- Made by `python docs/generate.py`; change the code's docstrings, not this page. -->"


def summary(kind: Any) -> str:
    """The text of a class's docstring before its attributes, as one paragraph each."""
    text = inspect.cleandoc(kind.__doc__ or "").split("\nAttributes:")[0]
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def attributes(kind: type) -> dict[str, str]:
    """Each attribute that the docstring of the class, or of a base of it, describes."""
    told: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if "__doc__" in vars(base) and base.__doc__:
            _, found, section = inspect.cleandoc(base.__doc__).partition("\nAttributes:\n")
            if found:
                told.update(entries(section))
    return told


def entries(section: str) -> Iterator[tuple[str, str]]:
    """Each `name: meaning` of an indented section; several names may share a meaning."""
    found: list[str] = []
    for line in section.splitlines():
        if line.startswith("    ") and line[4:5] not in ("", " "):
            found.append(line.strip())
        elif line.strip() and found:
            found[-1] += " " + line.strip()
    for entry in found:
        names, _, meaning = entry.partition(": ")
        for name in names.split(","):
            yield name.strip(), meaning


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


def sentence(text: str) -> str:
    """With a capital and a full stop; code stays as it is."""
    text = text.strip()
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
