"""Every promise of the ledger, under our own plans."""

from frontdesk.plans import PLANS, PRACTICE

from memberledger.testing.checking import check_all

TestLaws = check_all(plans=PLANS, examples=5, **PRACTICE)
