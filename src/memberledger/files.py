"""Reading YAML files as plain data: YAML 1.2, no code, no anchors' tricks, typed errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from memberledger.errors import LedgerError

__all__ = ["FileUnreadable", "read_text", "read_yaml"]

SIZE_MAX = 64 * 2**20


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

    Raises:
        FileUnreadable: it can't be read; with `line`, where one is known.
    """
    text = read_text(path)
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        why = error.problem or "not YAML"
        raise FileUnreadable(f"{path}, line {line}: {why}", path=str(path), line=line) from None
    except (YAMLError, ValueError, RecursionError, TypeError) as error:
        raise FileUnreadable(f"{path}: {error}", path=str(path)) from None
