"""A card per member that approves unless told otherwise, and answers the same when asked again."""

from __future__ import annotations

from memberledger.aggregates.member import Answer, ChargeRequest

__all__ = ["SimulatedCards"]


class SimulatedCards:
    """Answers charge requests for scenarios, tests and demonstrations; no money moves."""

    def __init__(self) -> None:
        self._declines: dict[str, str] = {}
        self._answers: dict[str, Answer] = {}

    def approve(self, member: str) -> None:
        """From now on the member's card approves."""
        self._declines.pop(member, None)

    def decline(self, member: str, code: str) -> None:
        """From now on the member's card declines with this code."""
        self._declines[member] = code

    def __call__(self, request: ChargeRequest) -> Answer:
        """The answer to a request; the same request gets the same answer."""
        answer = self._answers.get(request.key)
        if answer is None:
            charge = f"sim_{request.member}_{request.bill}_{request.attempt}"
            answer = Answer(charge, self._declines.get(request.member))
            self._answers[request.key] = answer
        return answer
