"""The shape of each stored event: which fields it has, in which order, in which forms.

`shapes.json` holds the shapes as they were recorded. A shape may become wider: a new field that is
left out when unset, one more word of a list of words, a looser limit. Whatever makes a stored form
unreadable, or gives it other bytes when it is written again, is a new version of the event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.aggregates.practice import PRACTICE_EVENTS

__all__ = [
    "SHAPES",
    "TYPES",
    "Shapes",
    "load",
    "name_of",
    "problems",
    "recorded",
    "save",
    "shapes_of",
    "unrecorded",
]

SHAPES = Path(__file__).parent / "shapes.json"
TYPES: tuple[type[Event], ...] = (*MEMBER_EVENTS, *PRACTICE_EVENTS)
NEW_VERSION = "give the event a new version and an upcast"

Form = dict[str, Any]
Fields = dict[str, dict[str, Any]]
"""By name, in the order they are written: `unset` is `never` (the field is required), `left out`
(its default is None) or `written` (any other default); `forms` are JSON schemas, one of which it
has."""
Shapes = dict[str, dict[str, Fields]]
"""`events` by stored name and the `parts` they hold by the name of their class."""

_UNSET = ("never", "written", "left out")
_WITHIN = {"items", "additionalProperties"}
"""What each value of a list, or of a mapping, is."""
_NOTES = {"title", "description", "default", "examples"}
_AT_LEAST = {"minimum", "exclusiveMinimum", "minLength", "minItems"}
_AT_MOST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems"}


def name_of(kind: type[Event]) -> str:
    """Its stored name."""
    return f"{kind.__name__}.v{kind.version}"


def shapes_of(types: Iterable[type[Event]] = TYPES) -> Shapes:
    """The shapes of event types by today's code."""
    events: dict[str, Fields] = {}
    parts: dict[str, Fields] = {}
    for kind in types:
        schema = kind.model_json_schema(mode="serialization")
        events[name_of(kind)] = _fields(schema)
        for name, part in schema.get("$defs", {}).items():
            parts[name] = _fields(part)
    return {"events": events, "parts": dict(sorted(parts.items()))}


def _fields(schema: dict[str, Any]) -> Fields:
    required = schema.get("required", ())
    return {
        name: {
            "unset": "never"
            if name in required
            else "left out"
            if field.get("default") is None
            else "written",
            "forms": [form for form in _forms(field) if form != {"type": "null"}],
        }
        for name, field in schema["properties"].items()
    }


def _forms(schema: dict[str, Any]) -> list[Form]:
    alternatives = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return [_form(each) for each in alternatives]


def _form(schema: dict[str, Any]) -> Form:
    form = {key: value for key, value in schema.items() if key not in _NOTES}
    if "const" in form:
        form["enum"] = [form.pop("const")]
    if "$ref" in form:
        form["$ref"] = form["$ref"].rpartition("/")[2]
    for key in _WITHIN & form.keys():
        if isinstance(form[key], dict):
            form[key] = _forms(form[key])
    if "prefixItems" in form:
        form["prefixItems"] = [_forms(each) for each in form["prefixItems"]]
    return form


# Comparing


def problems(kept: Shapes, now: Shapes, readable: Iterable[str]) -> list[str]:
    """What would make a recorded form unreadable, or write it differently; one sentence each.

    Args:
        kept: the shapes as recorded.
        now: today's.
        readable: every stored name that can be read, those read by an upcast included.
    """
    found: list[str] = []
    parts = _Parts(kept["parts"], now["parts"])
    for name, fields in kept["events"].items():
        if name in now["events"]:
            found += parts.record(name, fields, now["events"][name])
        elif name not in readable:
            found.append(f"{name} was stored and can no longer be read; keep it, or {NEW_VERSION}")
    return list(dict.fromkeys(found))


class _Parts:
    """Compares records, and the parts they hold."""

    def __init__(self, old: dict[str, Fields], new: dict[str, Fields]) -> None:
        self.old, self.new = old, new

    def record(self, where: str, old: Fields, new: Fields) -> Iterator[str]:
        for name, field in old.items():
            if name not in new:
                yield f"{where}: {name} is gone; {NEW_VERSION}"
                continue
            was, is_ = field["unset"], new[name]["unset"]
            if _UNSET.index(is_) < _UNSET.index(was):
                yield f"{where}: {name}, when unset, was {was} and is {is_}; {NEW_VERSION}"
            yield from self.forms(f"{where}: {name}", field["forms"], new[name]["forms"])
        for name in [name for name in new if name not in old]:
            if new[name]["unset"] != "left out":
                yield f"{where}: {name} is new; make its default None, or {NEW_VERSION}"
        if [name for name in new if name in old] != [name for name in old if name in new]:
            yield f"{where}: its fields are in another order; put them back, or {NEW_VERSION}"

    def forms(self, where: str, old: list[Form], new: list[Form]) -> list[str]:
        """Why a value of the old forms may be none of the new; nothing where it always is one."""
        found = []
        for form in old:
            tries = [t for other in new if (t := self.form(where, form, other)) is not None]
            is_ = f"{where} was {json.dumps(form)}, is {json.dumps(new)}; {NEW_VERSION}"
            found += min(tries, key=len, default=[is_])
        return found

    def form(self, where: str, old: Form, new: Form) -> list[str] | None:
        """What differs within two forms of one kind; None where they are not of one kind."""
        if "$ref" in old and "$ref" in new:
            name = old["$ref"]
            return list(self.record(name, self.old[name], self.new[new["$ref"]]))
        if not _is_as_wide(old, new):
            return None
        found = []
        for key in _WITHIN & old.keys():
            if isinstance(old[key], list):
                found += self.forms(where, old[key], new[key])
        for one, other in zip(old.get("prefixItems", ()), new.get("prefixItems", ()), strict=True):
            found += self.forms(where, one, other)
        return found


def _is_as_wide(old: Form, new: Form) -> bool:
    """Whether what is within the old limits is within the new ones; what lists hold aside."""
    for key in old.keys() | new.keys():
        was, is_ = old.get(key), new.get(key)
        if key in _WITHIN and isinstance(was, list) and isinstance(is_, list):
            fits = True
        elif key == "prefixItems" and was is not None and is_ is not None:
            fits = len(was) == len(is_)
        elif key == "enum":
            fits = is_ is None or (was is not None and set(was) <= set(is_))
        elif key in _AT_LEAST:
            fits = is_ is None or (was is not None and was >= is_)
        elif key in _AT_MOST:
            fits = is_ is None or (was is not None and was <= is_)
        elif key == "pattern":
            fits = is_ in (None, was)
        else:
            fits = was == is_
        if not fits:
            return False
    return True


# Keeping


def load(file: Path = SHAPES) -> Shapes:
    """The shapes as recorded; none where there is no file."""
    if not file.exists():
        return {"events": {}, "parts": {}}
    shapes: Shapes = json.loads(file.read_text("utf-8"))
    return shapes


def recorded(kept: Shapes, now: Shapes) -> Shapes:
    """Today's shapes, and the names of events that are only read by an upcast, without fields.

    `problems` has found nothing before, so nothing that was recorded is lost.
    """
    retired: dict[str, Fields] = {name: {} for name in kept["events"] if name not in now["events"]}
    return {"events": now["events"] | retired, "parts": now["parts"]}


def unrecorded(kept: Shapes, now: Shapes) -> list[str]:
    """The fields of events and parts that are not recorded as they are today."""
    return [
        f"{name}.{field}"
        for group in ("events", "parts")
        for name, fields in now[group].items()
        for field, facts in fields.items()
        if kept[group].get(name, {}).get(field) != facts
    ]


def save(shapes: Shapes, file: Path = SHAPES) -> None:
    """Write them, a field a line, the events by name."""
    groups = []
    for group in ("events", "parts"):
        records = []
        for name, fields in sorted(shapes[group].items()):
            lines = [
                f"   {json.dumps(field)}: {json.dumps(facts)}" for field, facts in fields.items()
            ]
            body = ",\n".join(lines)
            records.append(
                f"  {json.dumps(name)}: {{\n{body}\n  }}" if lines else f'  "{name}": {{}}'
            )
        groups.append(f' "{group}": {{\n' + ",\n".join(records) + "\n }")
    file.write_text("{\n" + ",\n".join(groups) + "\n}\n", encoding="utf-8", newline="\n")
