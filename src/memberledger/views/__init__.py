"""Views: tables beside a ledger, kept up with its events, that staff, owners and programs read."""

from memberledger.views.catalogue import VIEWS, View
from memberledger.views.errors import ViewError, ViewFailed, ViewUnknown
from memberledger.views.positions import Standing
from memberledger.views.tables import METADATA, POSITIONS
from memberledger.views.views import Views

__all__ = [
    "METADATA",
    "POSITIONS",
    "VIEWS",
    "Standing",
    "View",
    "ViewError",
    "ViewFailed",
    "ViewUnknown",
    "Views",
]
