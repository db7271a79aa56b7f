"""A stored form changes only by a new version; what may change without one is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, create_model

from memberledger.aggregates.event import Event
from memberledger.ledger.ledger import registry

from .shapes import NEW_VERSION, load, problems, recorded, save, shapes_of, unrecorded


def test_no_stored_form_changed_without_a_new_version() -> None:
    wrong = problems(load(), shapes_of(), registry().names)
    assert wrong == [], "\n".join(wrong)


def test_every_shape_is_recorded() -> None:
    new = unrecorded(load(), shapes_of())
    assert new == [], f"{', '.join(new)}: python -m tests.golden.make records what is new"


class Lot(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    lot: int
    note: str | None = None


USED: dict[str, Any] = {
    "benefit": (str, ...),
    "quantity": (int, Field(ge=1, le=10)),
    "by": (str | None, None),
    "left": (int, 0),
    "cause": (Literal["asked", "late"], "asked"),
    "lots": (tuple[Lot, ...], ()),
}


def used(__name: str = "Used", **fields: Any) -> type[Event]:
    return create_model(__name, __base__=Event, **{**USED, **fields})


def without(*names: str) -> type[Event]:
    return create_model(
        "Used", __base__=Event, **{name: f for name, f in USED.items() if name not in names}
    )


def lots(**fields: Any) -> type[Event]:
    part = create_model("Lot", __base__=Lot, **fields)
    return used(lots=(tuple[part, ...], ()))  # type: ignore[valid-type]


def told(now: type[Event]) -> list[str]:
    return problems(shapes_of([used()]), shapes_of([now]), [])


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        (without("by"), "by is gone"),
        (
            used(quantity=(str, ...)),
            'quantity was {"maximum": 10, "minimum": 1, "type": "integer"}',
        ),
        (used(by=(str, ...)), "by, when unset, was left out and is never"),
        (used(left=(int, ...)), "left, when unset, was written and is never"),
        (used(by=(str | None, "ana")), "by, when unset, was left out and is written"),
        (used(room=(str, ...)), "room is new; make its default None"),
        (used(room=(str, "one")), "room is new; make its default None"),
        (used(cause=(Literal["asked"], "asked")), "cause was"),
        (used(quantity=(int, Field(ge=1, le=5))), "quantity was"),
        (used(quantity=(int, Field(ge=2, le=10))), "quantity was"),
        (lots(lot=(str, ...)), "Lot: lot was"),
        (lots(room=(int, ...)), "Lot: room is new"),
        (used(lots=(tuple[int, ...], ())), "lots was"),
    ],
)
def test_what_would_make_a_stored_form_unreadable_needs_a_new_version(
    changed: type[Event], about: str
) -> None:
    sentences = told(changed)
    assert len(sentences) == 1
    assert about in sentences[0]
    assert NEW_VERSION in sentences[0]


@pytest.mark.parametrize(
    "changed",
    [
        used(),
        used(room=(str | None, None)),
        used(by=(str | int | None, None)),
        used(cause=(Literal["asked", "late", "ended"], "asked")),
        used(quantity=(int, Field(ge=0, le=20))),
        used(quantity=(int, ...)),
        used(quantity=(int | None, Field(default=None, ge=1, le=10))),
        lots(room=(int | None, None)),
    ],
)
def test_a_wider_form_is_allowed(changed: type[Event]) -> None:
    assert told(changed) == []


def test_fields_keep_the_order_they_are_written_in() -> None:
    names = ["quantity", "benefit", "by", "left", "cause", "lots"]
    turned = create_model("Used", __base__=Event, **{name: USED[name] for name in names})
    (sentence,) = told(turned)
    assert "in another order" in sentence


def test_a_class_may_have_another_name_where_its_fields_are_the_same() -> None:
    part = create_model("Units", __base__=Lot)
    assert told(used(lots=(tuple[part, ...], ()))) == []  # type: ignore[valid-type]


def test_an_event_that_is_gone_is_read_by_an_upcast() -> None:
    kept, now = shapes_of([used()]), shapes_of([used("Visited")])
    (sentence,) = problems(kept, now, [])
    assert sentence.startswith("Used.v1 was stored and can no longer be read")
    assert problems(kept, now, ["Used.v1"]) == []
    assert set(recorded(kept, now)["events"]) == {"Used.v1", "Visited.v1"}
    assert problems(recorded(kept, now), now, ["Used.v1"]) == []
    assert unrecorded(recorded(kept, now), now) == []


def test_what_is_not_recorded_is_named() -> None:
    kept, now = shapes_of([used()]), shapes_of([lots(room=(str | None, None))])
    assert unrecorded(kept, now) == ["Lot.room"]
    assert unrecorded(kept, kept) == []


def test_shapes_are_read_as_they_were_written(tmp_path: Path) -> None:
    shapes = recorded(shapes_of([used()]), shapes_of([used("Visited")]))
    save(shapes, tmp_path / "shapes.json")
    assert load(tmp_path / "shapes.json") == shapes
