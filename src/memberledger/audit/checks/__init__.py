"""Named checks of a whole ledger, for the library and the command line.

Each check proves one thing and says what it can't see; what it finds are values. A ledger that was
damaged, or is somebody else's, is read as far as it goes, and nothing in it is ever run.
"""

from memberledger.audit.checks.catalogue import CHECKS
from memberledger.audit.checks.check import Check, Score
from memberledger.audit.checks.running import CheckUnknown, Report, run_checks

__all__ = ["CHECKS", "Check", "CheckUnknown", "Report", "Score", "run_checks"]
