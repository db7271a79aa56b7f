"""The checks there are, by name, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from memberledger.audit.checks.check import Check
from memberledger.audit.checks.clearing import Clearing
from memberledger.audit.checks.consent import Consent
from memberledger.audit.checks.dunning import Dunning
from memberledger.audit.checks.explained import Explained
from memberledger.audit.checks.index import Index
from memberledger.audit.checks.journal import Journal
from memberledger.audit.checks.keys import Keys
from memberledger.audit.checks.log import Digests, EventsReadable, Positions
from memberledger.audit.checks.money import Money
from memberledger.audit.checks.notices import Notices
from memberledger.audit.checks.snapshots import Snapshots
from memberledger.audit.checks.streams import Streams
from memberledger.audit.checks.units import Units
from memberledger.audit.checks.views import ViewRows

__all__ = ["CHECKS"]

CHECKS: Mapping[str, type[Check]] = MappingProxyType(
    {
        check.name: check
        for check in (
            Digests,
            Positions,
            EventsReadable,
            Streams,
            Keys,
            Units,
            Money,
            Journal,
            Clearing,
            Explained,
            Consent,
            Notices,
            Dunning,
            Index,
            Snapshots,
            ViewRows,
        )
    }
)
"""Every check by name."""
