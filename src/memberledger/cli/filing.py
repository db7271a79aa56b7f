"""Files that a command writes: new ones, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from memberledger.errors import LedgerError

__all__ = ["FileTrouble", "new_file"]


class FileTrouble(LedgerError):
    """A file that can't be read or written."""

    code = "file_trouble"


@contextmanager
def new_file(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A new file to write; it is gone again when writing it fails.

    Args:
        path: where nothing is yet.
        private: whether nobody but its owner may ever read it, not even while it is written.

    Raises:
        FileTrouble: there is a file already, or it can't be written.
    """
    mode = 0o600 if private else 0o666
    try:
        out = open(path, "xb", opener=partial(os.open, mode=mode))  # noqa: SIM115 - closed below
    except OSError as error:
        raise FileTrouble(f"{path}: {error.strerror}", file=str(path)) from None
    try:
        with out:
            yield out
    except OSError as error:
        path.unlink(missing_ok=True)
        raise FileTrouble(f"{path}: {error.strerror}", file=str(path)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
