"""Any flat table as a Parquet file, where the package pyarrow is installed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from memberledger.exports.errors import ParquetUnavailable
from memberledger.exports.tables import Flat, pages

__all__ = ["write_parquet"]

_GROUP = 50_000


def write_parquet(table: Flat, out: IO[bytes], decimals: int = 2) -> int:
    """Write a table, so many rows at a time, and say how many there were.

    Days are `date32`, instants `timestamp[us, UTC]`, amounts with decimals `decimal128`, and whole
    numbers `int64`, minor units among them.

    Args:
        table: what to write.
        out: a file open for bytes.
        decimals: of the currency.

    Raises:
        ParquetUnavailable: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ParquetUnavailable(
            "Parquet files are written by pyarrow, which is not installed; "
            "install it with: pip install 'memberledger[parquet]'",
            extra="parquet",
        ) from None
    kinds: dict[type, Any] = {
        str: pa.string(),
        int: pa.int64(),
        bool: pa.bool_(),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
        Decimal: pa.decimal128(38, decimals),
    }
    schema = pa.schema([(name, kinds[kind]) for name, kind in table.columns])
    count = 0
    with parquet.ParquetWriter(out, schema) as writer:
        for rows in pages(table.rows, _GROUP):
            columns = list(zip(*rows, strict=True))
            arrays = [
                pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    return count
