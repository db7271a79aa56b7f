"""Reads malformed inputs with everything that reads: `python -m tests.proofs.inputs 10000 1`.

Each is a valid input, spoiled. It must be answered or refused with an error of the ledger's own and
an exit status, within five seconds of work and in 4 GB, and nothing that is read may run. With the
word `planted`, YAML is read by a loader that obeys tags, which must be found out.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ruamel.yaml import YAML

from memberledger import files

from .command import Asked, a_folder, finish, say
from .parsers import House, Reader, readers
from .spoiling import CANARY

__all__ = ["read_all"]

SECONDS, BYTES = 5, 4 * 2**30


class TooLong(BaseException):
    """Reading takes longer than anybody waits."""


def _ring(*_: object) -> None:
    raise TooLong


@contextmanager
def limits() -> Iterator[None]:
    """With an end to time and memory; both are as before afterwards."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGPROF, _ring)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, before[1]))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


def read_all(
    count: int, seed: int, folder: Path
) -> tuple[Counter[tuple[str, str]], dict[str, str]]:
    """Spoil and read so many inputs, each drawn from its own dice.

    Returns:
        How often each reader answered or refused, and each fault with the input that shows it.
    """
    house = House(folder)
    kinds = readers(house)
    told, wrong = Counter[tuple[str, str]](), dict[str, str]()
    with limits(), chdir(folder):
        for number in range(count):
            dice = random.Random(f"{seed} {number}")
            reader = dice.choices(kinds, [kind.often for kind in kinds])[0]
            try:
                word = _read(reader, dice)
            except (Exception, TooLong) as error:  # noqa: BLE001 - each is a fault
                word = "FAULT"
                wrong.setdefault(_words(error), f"{reader.name}, input {number} of seed {seed}")
            if (folder / CANARY).exists():
                (folder / CANARY).unlink()
                word = "RAN"
                wrong.setdefault("what was read was run", f"{reader.name}, input {number}")
            told[reader.name, word] += 1
    return told, wrong


def _read(reader: Reader, dice: random.Random) -> str:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return reader.read(dice)[1]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _words(error: BaseException) -> str:
    """The kind of an error and where in the source it was raised."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "memberledger" in f.filename]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}: {str(error)[:100]}"


def obedient(path: Path) -> Any:
    """A reader that does what a file says."""
    return YAML(typ="unsafe", pure=True).load(files.read_text(path))


def main(asked: Asked) -> int:
    os.umask(0o077)
    with a_folder() as folder:
        if asked.planted:
            with (
                patch("memberledger.cli.plans.read_yaml", obedient),
                patch("memberledger.scenarios.reading.read_yaml", obedient),
            ):
                told, wrong = read_all(asked.count, asked.seed, folder)
        else:
            told, wrong = read_all(asked.count, asked.seed, folder)
    words = ["answered", "refused", "FAULT", "RAN"]
    say(f"{'input':18}{''.join(f'{word:>10}' for word in ['read', *words])}")
    for name in sorted({name for name, _ in told}):
        each = [told[name, word] for word in words]
        say(f"{name:18}{''.join(f'{number:10}' for number in [sum(each), *each])}")
    for fault, where in wrong.items():
        say(f"  {fault}\n    {where}")
    ran = sum(number for (_, word), number in told.items() if word == "RAN")
    return finish(
        asked,
        ran
        if asked.planted
        else sum(told.values())
        - sum(number for (_, word), number in told.items() if word in words[:2]),
    )


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 10_000)))
