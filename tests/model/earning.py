"""What of the money is earned at a date: the log, read in the order of its dates.

A layer is made of pieces: money over a quantity, of which so much is earned and so much is
breakage, both counted cumulatively and rounded half up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from .dates import days
from .member import Member
from .whole import half_up, split

__all__ = ["figures"]

Piece = dict[str, int]
Layer = dict[str, Any]


def figures(m: Member, on: date) -> dict[str, int]:
    """Collected, recognised, breakage, deferred, refunded at the start of a day with its events."""
    book = _Book(m)
    for entry in m.log:
        if entry["on"] <= on:
            book.read(entry)
    book.bring_up_to(on)
    earned = breakage = 0
    for layer in book.layers:
        for piece in layer["pieces"]:
            both = _share(piece, piece["used"] + piece["lost"])
            earned += both
            breakage += both - _share(piece, piece["used"])
    left = book.collected - earned - book.refunded
    return {
        "collected": book.collected,
        "recognised": earned,
        "breakage": breakage,
        "deferred": left,
        "refunded": book.refunded,
    }


def _share(piece: Piece, count: int) -> int:
    if not piece["of"]:
        return 0
    return half_up(piece["money"] * max(0, min(count, piece["of"])), piece["of"])


def _piece(money: int, of: int) -> Piece:
    return {"money": money, "of": of, "used": 0, "lost": 0}


class _Book:
    def __init__(self, m: Member) -> None:
        self.m = m
        self.collected = self.refunded = 0
        self.layers: list[Layer] = []
        self.stood: list[list[Any]] = []
        self.ended: dict[int, date] = {}
        self.counts: dict[int, list[int]] = {}

    def read(self, entry: dict[str, Any]) -> None:
        reader = getattr(self, "_" + entry["kind"], None)
        if reader is not None:
            reader(entry)

    # Time

    def _days_over(self, layer: Layer, on: date) -> int:
        """Days of the layer that are over; those of a `shift` pause stand still."""
        start = layer["start"]
        if on <= start:
            return 0
        count = days(start, on)
        if not layer.get("pause"):
            for begun, over in self.stood:
                count -= max(0, days(max(start, begun), min(on, over or on)))
        return int(count)

    def bring_up_to(self, on: date) -> None:
        for layer in self.layers:
            self._bring(layer, on)

    def _bring(self, layer: Layer, on: date) -> None:
        piece = layer["pieces"][-1]
        end = self.ended.get(layer["enrollment"])
        if layer["kind"] == "lot" and layer.get("granted") is None and end and end <= on:
            piece["lost"] = piece["of"]
        if layer["kind"] != "days":
            return
        if layer.get("closed"):
            return
        until = min(on, end) if end else on
        if layer["days"] is not None:
            over = min(self._days_over(layer, until), layer["days"])
            piece["used"] = max(piece["used"], min(over - layer["cut"], piece["of"]))
        if end is not None and end <= on:
            rest = piece["of"] - piece["used"]
            piece["lost" if layer["rest"] == "breakage" else "used"] += rest
            layer["closed"] = True

    # What happens to money

    def _charged(self, e: dict[str, Any]) -> None:
        self.collected += e["amount"]

    def _settled(self, e: dict[str, Any]) -> None:
        bill = self.m.bill(e["bill"])
        for spec in e["layers"]:
            layer = {**spec, "bill": e["bill"], "enrollment": bill["enrollment"], "cut": 0}
            of = 1
            if spec["kind"] == "days":
                of = spec["days"] if spec["days"] is not None else 1
                of = max(of, 1)
            layer["pieces"] = [_piece(spec["money"], of)]
            if spec["kind"] == "once":
                layer["pieces"][0]["used"] = 1
            self.layers.append(layer)
            layer["spec"] = spec
            if spec["kind"] == "days" and layer.get("pause") and self._pause_over(bill, e["on"]):
                layer["pieces"][0]["used"] = of
                layer["closed"] = True
            if spec["kind"] == "lot" and spec["lot"] is not None:
                lot = self.m.lot(spec["lot"])
                if any(x["kind"] == "granted" and x["lot"] == lot["id"] for x in self._before(e)):
                    self._fill(layer, lot)

    def _before(self, entry: dict[str, Any]) -> list[dict[str, Any]]:
        return self.m.log[: self.m.log.index(entry)]

    def _pause_over(self, bill: dict[str, Any], on: date) -> bool:
        for pause in self.m.pauses:
            if pause["from"] <= bill["on"] and (pause["ended"] or date.max) > bill["on"]:
                return pause["ended"] is not None and bool(pause["ended"] <= on)
        return True

    def _fill(self, layer: Layer, lot: dict[str, Any]) -> None:
        """The layer of a lot that had been granted before: with what became of it."""
        layer["granted"] = lot["id"]
        piece = layer["pieces"][0]
        piece["of"] = lot["quantity"]
        before = self.counts.get(lot["id"], [0, 0])
        piece["used"], piece["lost"] = before

    def _layer_taken(self, e: dict[str, Any]) -> None:
        for layer in self.layers:
            if layer["kind"] == "lot" and layer["spec"]["lot"] == e["lot"]:
                layer["granted"] = e["lot"]
                layer["pieces"][0]["lost"] = 0
                layer["pieces"][0]["of"] = self.m.lot(e["lot"])["quantity"]

    def _move(self, takes: list[tuple[int, int]], what: str, sign: int) -> None:
        for number, quantity in takes:
            self.counts.setdefault(number, [0, 0])[what == "lost"] += sign * quantity
            for layer in self.layers:
                if layer.get("granted") != number:
                    continue
                for piece in layer["pieces"]:
                    room = piece["of"] - piece["used"] - piece["lost"]
                    part = max(0, min(quantity, room if sign > 0 else piece[what]))
                    piece[what] += sign * part
                    quantity -= part
                layer["pieces"][-1][what] += sign * quantity

    def _used(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "used", 1)

    def _reversed(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "used", -1)

    def _lapsed(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "lost", 1)

    def _forfeited(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "lost", 1)

    def _taken_back(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "lost", -1)

    def _adjusted(self, e: dict[str, Any]) -> None:
        self._move(e["takes"], "lost", 1)

    # Pauses and ends

    def _paused(self, e: dict[str, Any]) -> None:
        if e["billing"] == "shift":
            self.stood.append([e["on"], None])

    def _resumed(self, e: dict[str, Any]) -> None:
        for each in self.stood:
            each[1] = each[1] or e["on"]
        for layer in self.layers:
            if layer.get("pause") and not layer.get("closed"):
                self._bring(layer, e["on"])
                piece = layer["pieces"][-1]
                piece["used"] = piece["of"] - piece["lost"]
                layer["closed"] = True

    def _ended(self, e: dict[str, Any]) -> None:
        self.ended[e["enrollment"]] = e["on"]
        for layer in self.layers:
            if layer["enrollment"] != e["enrollment"]:
                continue
            self._bring(layer, e["on"])
            if layer["kind"] == "lot" and layer.get("granted") is None:
                layer["pieces"][0]["lost"] = layer["pieces"][0]["of"]

    # Money that goes back

    def _credit_given(self, e: dict[str, Any]) -> None:
        self._reduce(e["bill"], e["amount"], e["on"])

    def _refunded(self, e: dict[str, Any]) -> None:
        self.refunded += e["amount"]
        for number, amount in e["bills"]:
            self._reduce(number, amount, e["on"])
        for number, quantity in e["lowered"]:
            self._leaves(number, quantity)
        self._move(e["voids"], "lost", 1)

    def _leaves(self, number: int, quantity: int) -> None:
        """Units go with the money; what money is left without any is breakage."""
        for layer in self.layers:
            if layer.get("granted") == number:
                self._cut(layer)
                for piece in layer["pieces"]:
                    part = 0 if piece["used"] or piece["lost"] else min(piece["of"], quantity)
                    quantity -= part
                    if part and part == piece["of"] and piece["money"]:
                        piece["lost"] = part
                    else:
                        piece["of"] -= part

    def _reduce(self, bill: int, amount: int, on: date) -> None:
        """Less money: of what is unused first, in proportion; then of what was earned."""
        mine = [layer for layer in self.layers if layer["bill"] == bill]
        mine.sort(key=lambda layer: {"lot": 0, "days": 1, "once": 2}[layer["kind"]])
        for layer in mine:
            self._bring(layer, on)
            self._cut(layer)
        pieces = [piece for layer in mine for piece in layer["pieces"]]
        unused = [p for p in pieces if not p["used"] and not p["lost"]]
        earned = [p for p in pieces if p["used"] or p["lost"]]
        for some in (unused, earned):
            part = min(amount, sum(p["money"] for p in some))
            if part:
                weights = [p["money"] for p in some]
                for piece, less in zip(some, split(part, weights), strict=True):
                    piece["money"] -= less
                amount -= part

    def _cut(self, layer: Layer) -> None:
        """Into what is used, what is lost and what is left; sums stay as they are."""
        pieces = []
        for piece in layer["pieces"]:
            used, lost = piece["used"], piece["lost"]
            left = piece["of"] - used - lost
            first = _share(piece, used)
            both = _share(piece, used + lost)
            if used:
                pieces.append({"money": first, "of": used, "used": used, "lost": 0})
            if lost:
                pieces.append({"money": both - first, "of": lost, "used": 0, "lost": lost})
            if left:
                pieces.append(_piece(piece["money"] - both, left))
                layer["cut"] += used
        if pieces:
            layer["pieces"] = pieces
