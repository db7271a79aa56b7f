"""The ledger in the words of other programs: plain-text accounting, tables, events.

Nothing here changes a ledger. What is written comes in pieces, a member or a page at a time, so
memory stays flat however long a history is.
"""

from memberledger.exports.beancount import as_beancount
from memberledger.exports.books import BookEntry, Books, books_of
from memberledger.exports.errors import ParquetUnavailable
from memberledger.exports.events import as_jsonl
from memberledger.exports.hledger import as_hledger
from memberledger.exports.parquet import write_parquet
from memberledger.exports.tables import Flat, as_csv, lines_of, table_of

__all__ = [
    "BookEntry",
    "Books",
    "Flat",
    "ParquetUnavailable",
    "as_beancount",
    "as_csv",
    "as_hledger",
    "as_jsonl",
    "books_of",
    "lines_of",
    "table_of",
    "write_parquet",
]
