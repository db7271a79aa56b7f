"""A ledger in one schema of a PostgreSQL database, and everything that is PostgreSQL's own.

Imported only when an address asks for it: `psycopg` comes with the extra `postgres`.
"""

from __future__ import annotations

from memberledger.store.postgres.factory import holds_ledger, postgres_application

__all__ = ["holds_ledger", "postgres_application"]
