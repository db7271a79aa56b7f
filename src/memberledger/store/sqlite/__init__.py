"""A ledger in one SQLite file: the embedded default, and everything that is SQLite's own."""

from __future__ import annotations

from memberledger.store.sqlite.factory import sqlite_application

__all__ = ["sqlite_application"]
