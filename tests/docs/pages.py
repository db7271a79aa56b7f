"""The pages, and what their blocks of code do when they are run."""

from __future__ import annotations

import doctest
import io
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from memberledger.cli import main

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = [page for name in ("CHANGELOG.md", "CONTRIBUTING.md") if (page := ROOT / name).exists()]

_CHECKER = doctest.OutputChecker()


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def write_file(example: Example) -> None:
    """A block that begins with `# some-name.yaml` is that file."""
    text: str = example.parsed
    head = text.partition("\n")[0].strip()
    if head.startswith("# ") and head.endswith((".yaml", ".csv")):
        path = Path(head.removeprefix("# "))
        path.parent.mkdir(parents=True, exist_ok=True)
        body = text if path.suffix == ".yaml" else text.partition("\n")[2]
        path.write_text(body, encoding="utf-8")


@dataclass
class Said:
    """What a command printed, on both streams, and its exit status."""

    text: str
    status: int


def memberledger(words: list[str]) -> Said:
    """The command line as the installed program runs it."""
    out, kept = io.StringIO(), sys.argv
    sys.argv = ["memberledger", *words]
    status = 0
    try:
        with redirect_stdout(out), redirect_stderr(out):
            main()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.argv = kept
    return Said(out.getvalue(), status)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each `$ command` of a console block with what stands below it."""
    command, shown = "", []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(shown)
            command, shown = line.removeprefix("$ "), []
        elif line.startswith("  ") and command.endswith("\\"):
            command = command.removesuffix("\\") + line.strip()
        else:
            shown.append(line)
    if command:
        yield command, "\n".join(shown)


def run_console(example: Example) -> None:
    """Run each `$ memberledger` line; its output and its exit status are as the page shows them.

    `...` stands for anything. A status other than 0 is told by `$ echo $?` in the next line.
    """
    status = 0
    for command, wanted in commands(example.parsed):
        words = shlex.split(command)
        if words == ["echo", "$?"]:
            assert wanted.strip() == str(status), f"echo $? gives {status}"
            status = 0
            continue
        if words[0] != "memberledger":
            continue
        assert status == 0, f"the command before `{command}` ended with status {status}"
        said = memberledger(words[1:])
        status = said.status
        if wanted.strip():
            assert _agrees(wanted, said.text), f"$ {command}\n{said.text}"
    assert status == 0, f"the last command ended with status {status}\n{said.text}"


def _agrees(wanted: str, got: str) -> bool:
    want, have = (_trimmed(text) for text in (wanted, got))
    return _CHECKER.check_output(want, have, doctest.ELLIPSIS)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"


SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        CodeBlockParser("yaml", write_file),
        CodeBlockParser("csv", write_file),
        CodeBlockParser("console", run_console),
    ],
    path=str(ROOT),
    pattern="*.md",
)


def examples(page: Path) -> list[Example]:
    """The blocks of a page, in their order, with one namespace for all."""
    return list(SYBIL.parse(page).examples())
