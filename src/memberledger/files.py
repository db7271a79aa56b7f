"""Reading YAML files as plain data: YAML 1.2, no code, no anchors' tricks, typed errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from memberledger.errors import LedgerError

__all__ = ["FileUnreadable", "read_text", "read_yaml"]

SIZE_MAX = 64 * 2**20
ALIASED_MAX = 100_000
"""How many values the aliases of a file may stand for, beside those that are written in it."""


class FileUnreadable(LedgerError):
    """A file that is missing, not UTF-8, too large, or not YAML."""

    code = "file_unreadable"


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; a byte-order mark is left out.

    Raises:
        FileUnreadable: missing, not UTF-8, or larger than 64 MiB.
    """
    try:
        if path.stat().st_size > SIZE_MAX:
            raise FileUnreadable(f"{path}: larger than 64 MiB; split it", path=str(path))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(
            f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8", path=str(path)
        ) from None
    except OSError as error:
        raise FileUnreadable(f"{path}: {error.strerror or error}", path=str(path)) from None


def read_yaml(path: Path) -> Any:
    """The plain data of a YAML 1.2 file: `no` is text, and a key given twice is an error.

    An anchor given twice stands for what was written last, as YAML says.

    Raises:
        FileUnreadable: it can't be read, or its aliases stand for far more than is written in it;
            with `line`, where one is known.
    """
    text = read_text(path)
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False
        data = yaml.load(text)
        _refuse_bombs(data)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        why = error.problem or "not YAML"
        raise FileUnreadable(f"{path}, line {line}: {why}", path=str(path), line=line) from None
    except (YAMLError, ValueError, RecursionError, TypeError) as error:
        raise FileUnreadable(f"{path}: {error}", path=str(path)) from None
    return data


def _refuse_bombs(data: Any) -> None:
    """Refuse aliases of aliases: a few lines of them can stand for more than any memory holds.

    Raises:
        ValueError: they stand for more than `ALIASED_MAX` values, or one for what it is part of.
    """
    sizes: dict[int, tuple[int, int]] = {}
    values = _size(data, sizes)
    written = sum(own for _, own in sizes.values())
    if values - written > ALIASED_MAX:
        raise ValueError(
            f"its aliases stand for {values - written} values; write out what is meant"
        )


def _size(value: Any, sizes: dict[int, tuple[int, int]]) -> int:
    """How many values there are, an alias counted as all that it stands for.

    `sizes` has that of every list and mapping by its identity, and how many are written in it.
    """
    if not isinstance(value, dict | list):
        return 1
    known = sizes.get(id(value))
    if known is None:
        sizes[id(value)] = (0, 0)
        parts = value.values() if isinstance(value, dict) else value
        each = [_size(part, sizes) for part in parts]
        known = sizes[id(value)] = (1 + sum(each), 1 + sum(size == 1 for size in each))
    elif known == (0, 0):
        raise ValueError("an alias stands for the list or mapping that it is part of")
    return known[0]
