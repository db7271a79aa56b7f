"""Every law of the kit, held against random lives of the core and of the whole schema."""

from __future__ import annotations

from memberledger.testing.checking import check_all

TestLaws = check_all()
