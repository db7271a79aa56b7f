"""The practice that the kit's ledgers have open."""

from typing import Any

import pytest
from frontdesk.plans import PLANS, PRACTICE


@pytest.fixture
def ledger_practice() -> dict[str, Any]:
    return {**PRACTICE, "plans": PLANS}
