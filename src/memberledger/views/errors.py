"""What can go wrong with views. The ledger itself is whole whenever one of these is raised."""

from __future__ import annotations

from memberledger.errors import LedgerError

__all__ = ["ViewError", "ViewFailed", "ViewUnknown"]


class ViewError(LedgerError):
    """Base of the errors of views; raised itself by nothing."""

    code = "view_error"


class ViewFailed(ViewError):
    """A view could not take an event; it stands before it, and the other views go on."""

    code = "view_failed"
    view: str
    position: int
    why: str

    def __init__(self, view: str, position: int, why: str) -> None:
        super().__init__(
            f"the view {view!r} stopped before position {position}: {why}; its rows are as of the "
            f"event before. Once the cause is mended, rebuild it",
            view=view,
            position=position,
            why=why,
        )


class ViewUnknown(ViewError):
    """There is no view of this name."""

    code = "view_unknown"
    view: str
    known: list[str]

    def __init__(self, view: str, known: list[str]) -> None:
        super().__init__(f"no view {view!r}; there are: {', '.join(known)}", view=view, known=known)
