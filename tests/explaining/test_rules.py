"""Every policy that an event may name has its line."""

from __future__ import annotations

import re
from pathlib import Path

import memberledger
from memberledger.explaining.rules import RULES, rule_of

SOURCE = Path(memberledger.__file__).parent


def policies() -> set[str]:
    text = "".join(file.read_text("utf-8") for file in (SOURCE / "policies").rglob("*.py"))
    text += "".join(file.read_text("utf-8") for file in (SOURCE / "aggregates").rglob("*.py"))
    return set(re.findall(r'^[A-Z_]+ = "([a-z_.]+/\d+)"$', text, re.MULTILINE))


def test_every_policy_is_told_in_a_line_and_no_other() -> None:
    assert policies() == set(RULES)
    assert max(map(len, RULES.values())) < 90


def test_a_policy_nobody_knows_any_more_is_said_to_be_one() -> None:
    rule = rule_of("quoting/1")
    assert rule is not None
    assert "does not know" in rule.says
    assert rule_of(None) is None
