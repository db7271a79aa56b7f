"""The kit from a wheel, beside a project that is not ours: `python -m tests.proofs.host`.

A wheel is built and installed with its extra `testing` in a fresh environment, where the host
project's tests run in a copy: once as they are, where they must find the host's own bug and nothing
else, and once with the bug mended, where they must all pass. The control: with the bug mended and a
promise of the ledger broken in the installed library, laws must fail.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUND = ["tests/test_webhooks.py::test_what_went_back_is_what_the_ledger_knows"]
PROMISE = ("lot.redeemed += quantity", "lot.redeemed += 0")
"""A redemption that uses nothing."""


def said(cwd: Path, *words: str | Path) -> str:
    """What a command prints, whatever its exit status."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def installed(folder: Path) -> Path:
    """The Python of a fresh environment with the wheel in it."""
    pip = ("-m", "pip", "--disable-pip-version-check")
    print(
        said(folder, sys.executable, *pip, "wheel", "-q", "--no-deps", "-w", folder, ROOT), end=""
    )
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    print(said(folder, python, *pip, "install", "-q", f"{wheel}[testing]"), end="")
    return python


def tests(what: str, python: Path, host: Path, *words: str) -> list[str]:
    """Run the host's tests, say what came of them, and name those that failed."""
    began = time.monotonic()
    text = said(host, python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words)
    failed = sorted(set(re.findall(r"^FAILED (\S+)", text, re.MULTILINE)))
    summary = text.strip().splitlines()[-1].strip("= ") if text.strip() else "nothing was printed"
    print(f"{what}: {summary}")
    for name in failed:
        print(f"  {name}")
    for line in re.findall(r"^.*refunds=\[.*$", text, re.MULTILINE)[:1]:
        print(f"  the shortest: {line.strip(' |,')}")
    print(f"  {time.monotonic() - began:.0f} seconds", flush=True)
    return failed


def main(folder: Path) -> int:
    """Build, install, run three times; 0 where all went as it must."""
    python = installed(folder)
    host = Path(shutil.copytree(ROOT / "examples" / "host", folder / "host"))
    as_it_is = tests("as it is", python, host)
    shutil.copy(host / "mended" / "webhooks.py", host / "frontdesk" / "webhooks.py")
    mended = tests("mended", python, host)
    [library] = (folder / "env").glob("lib/python*/site-packages/memberledger")
    place = library / "aggregates" / "member" / "evolve_entitlements.py"
    text = place.read_text("utf-8")
    assert text.count(PROMISE[0]) == 1
    place.write_text(text.replace(*PROMISE), "utf-8")
    shown = ("--memberledger-profile", "ci")  # as drawn: making a dozen of them small takes long
    broken = tests("mended, with a promise of the ledger broken", python, host, *shown)
    caught = [name for name in broken if "TestLaws" in name]
    return 0 if as_it_is == FOUND and mended == [] and caught else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="host-") as temporary:
        status = main(Path(temporary))
    print("as claimed" if status == 0 else "NOT as claimed")
    sys.exit(status)
