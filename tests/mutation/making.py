"""Making the mutants: a copy of the tree, in which modules hold all their mutants."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents

__all__ = ["PARTS", "RESULTS", "make", "names_in"]

ROOT = Path(__file__).parent.parent.parent
PARTS = ("values", "policies", "aggregates", "terms")
"""The pure core, below src/memberledger."""

_COPIED = ("src", "tests", "examples", "pyproject.toml")
_NAMES = "mutants.json"
RESULTS = "results.json"


def make(place: Path, parts: Sequence[str]) -> int:
    """Copy the tree to an empty place and mutate some parts of it.

    Args:
        place: where.
        parts: files or folders below src/memberledger, without `.py`.

    Returns:
        How many mutants there are.
    """
    place.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.db")
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.rmtree(place / name, ignore_errors=True)
            shutil.copytree(ROOT / name, place / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, place / name)
    names: list[str] = []
    source = place / "src" / "memberledger"
    before = sha256()
    for part in parts:
        one = source / f"{part}.py"
        for file in [one] if one.is_file() else sorted((source / part).rglob("*.py")):
            text = file.read_text("utf-8")
            before.update(text.encode())
            mutated = mutate_file_contents(str(file), text)
            if mutated.mutant_names:
                file.write_text(mutated.code, "utf-8")
                names += [f"{_module(source, file)}.{name}" for name in mutated.mutant_names]
    _forget_others(place, before.hexdigest())
    (place / _NAMES).write_text(json.dumps(names), "utf-8")
    return len(names)


def _forget_others(place: Path, source: str) -> None:
    """What became of mutants of another source says nothing of these."""
    kept = place / "source.txt"
    if kept.exists() and kept.read_text("utf-8") != source:
        (place / RESULTS).unlink(missing_ok=True)
    kept.write_text(source, "utf-8")


def names_in(place: Path) -> list[str]:
    """The names of all mutants, such as `memberledger.values.money.x_split__mutmut_3`."""
    names: list[str] = json.loads((place / _NAMES).read_text("utf-8"))
    return names


def _module(source: Path, file: Path) -> str:
    parts = file.relative_to(source.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
