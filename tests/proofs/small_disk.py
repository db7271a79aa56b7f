"""A disk of a few megabytes, to be filled: a file system in memory, for who may mount one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres_server import Server

__all__ = ["NoDisk", "SmallDisk", "a_database_on", "a_small_disk"]


class NoDisk(Exception):
    """A small disk can't be had here; the words say why."""


@dataclass
class SmallDisk:
    """A disk and the file that fills it."""

    path: Path

    @property
    def _ballast(self) -> Path:
        return self.path / "ballast"

    def fill(self, leave: int = 0) -> None:
        """Leave only so many bytes of it."""
        size = shutil.disk_usage(self.path).free - leave
        with self._ballast.open("wb") as out:
            out.write(bytes(max(size, 0)))

    def free(self) -> None:
        """Give the space back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def a_small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """A disk, mounted and in the end gone.

    Raises:
        NoDisk: nobody may mount here, or there is no such file system.
    """
    if shutil.which("mount") is None:
        raise NoDisk("there is no `mount` on this machine")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoDisk(f"a small disk can't be mounted: {done.stderr.strip()}")
        try:
            yield SmallDisk(Path(folder))
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)


@contextmanager
def a_database_on(disk: SmallDisk, server: Server) -> Iterator[str]:
    """An address in a database all of whose tables are on the disk; the server's log is not."""
    place = disk.path / "tables"
    place.mkdir()
    shutil.chown(place, server.program.system_user or "root")
    with server.connect() as db:
        db.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
        db.execute(b"CREATE DATABASE small OWNER spa TABLESPACE small")
        try:
            yield server.url().replace("/ledgers?", "/small?")
        finally:
            disk.free()
            db.execute(b"DROP DATABASE small WITH (FORCE)")
            db.execute(b"DROP TABLESPACE small")
