"""What a plan means in plain words, what is doubtful in it, and what differs between two."""

from memberledger.agreement.differing import Change, changes_between, notice_needed
from memberledger.agreement.doubt import Doubt
from memberledger.agreement.doubting import doubts
from memberledger.agreement.line import GROUPS, Group, Line
from memberledger.agreement.schema import plan_file_schema
from memberledger.agreement.telling import told

__all__ = [
    "GROUPS",
    "Change",
    "Doubt",
    "Group",
    "Line",
    "changes_between",
    "doubts",
    "notice_needed",
    "plan_file_schema",
    "told",
]
