"""What can go wrong with an export."""

from __future__ import annotations

from memberledger.errors import LedgerError

__all__ = ["ParquetUnavailable"]


class ParquetUnavailable(LedgerError):
    """The package that writes Parquet is not installed."""

    code = "parquet_unavailable"
