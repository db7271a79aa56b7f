"""Money, dates and durations: the small exact values that everything else is made of."""

from memberledger.values.currency import exponent, is_currency
from memberledger.values.cycles import Cycles, span_after
from memberledger.values.dates import Duration, count_between
from memberledger.values.ids import fingerprint, stream_id
from memberledger.values.money import format_amount, half_up, parse_amount, split
from memberledger.values.schedule import Schedule

__all__ = [
    "Cycles",
    "Duration",
    "Schedule",
    "count_between",
    "exponent",
    "fingerprint",
    "format_amount",
    "half_up",
    "is_currency",
    "parse_amount",
    "span_after",
    "split",
    "stream_id",
]
