"""The mirror: exports a practice already has, played into a ledger, and the leaks in them."""

from memberledger.integrations.mirror.findings import Finding, Report
from memberledger.integrations.mirror.folder import Folder, FolderUnreadable, read_folder
from memberledger.integrations.mirror.run import mirror

__all__ = ["Finding", "Folder", "FolderUnreadable", "Report", "mirror", "read_folder"]
