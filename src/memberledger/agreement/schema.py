"""The JSON Schema of a plan file, for editors: a practice and what it sells."""

from __future__ import annotations

import inspect
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from memberledger.terms import Plan, Service
from memberledger.terms.base import Terms
from memberledger.terms.writing import EVERYWHERE, YES_OR_NO

__all__ = ["plan_file_schema"]


def plan_file_schema() -> dict[str, Any]:
    """The schema, as plain data, draft 2020-12.

    It knows every field and how each is written. What must hold between fields is said by reading
    the file, not here; so is everything but the plans of a scenario.
    """
    plan, service = _schema_of(Plan), _schema_of(Service)
    groups = {**plan.pop("$defs", {}), "Plan": plan, "Service": service}
    catalogue = {"type": "array", "items": {"$ref": "#/$defs/Service"}}
    locations = {"type": "array", "items": {"type": "string", "minLength": 1}}
    practice = {
        "type": "object",
        "additionalProperties": False,
        "required": ["timezone", "currency"],
        "properties": {
            "timezone": {"type": "string", "examples": ["America/Denver"]},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD"]},
            "name": {"type": "string"},
            "locations": locations,
            "catalogue": catalogue,
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "memberledger plan file",
        "type": "object",
        "additionalProperties": False,
        "required": ["practice", "plans"],
        "properties": {
            "practice": practice,
            "plans": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Plan"}},
            "locations": locations,
            "catalogue": catalogue,
            **{name: {} for name in _OF_A_SCENARIO},
        },
        "$defs": {name: groups[name] for name in sorted(groups)},
    }


_OF_A_SCENARIO = ("scenario", "why", "charges", "steps")


class _AsWritten(GenerateJsonSchema):
    """Defaults are told in words, where they are no plain value of a file."""

    ignored_warning_kinds = {"non-serializable-default", "skipped-choice"}  # noqa: RUF012


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(
        ref_template="#/$defs/{model}", schema_generator=_AsWritten, mode="validation"
    )
    models = {kind.__name__: kind for kind in _all_terms()}
    for name, group in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        _as_written(group, models[name])
    return schema


def _all_terms() -> list[type[Terms]]:
    found: list[type[Terms]] = []
    waiting = [Terms]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return found


def _as_written(group: dict[str, Any], model: type[BaseModel]) -> None:
    """A group of terms with its fields' meanings, and the short forms a file may use."""
    meanings = _meanings(model)
    group["description"] = _summary(model)
    for name, field in group.get("properties", {}).items():
        field.pop("title", None)
        if not isinstance(field.get("default"), str | bool):
            field.pop("default", None)
        if name in meanings:
            field["description"] = meanings[name]
    for name, field in group.get("properties", {}).items():
        _in_short(name, field, needed=name in group.get("required", ()))
    if model.__name__ == "TierChange":
        group["required"] = [name for name in group["required"] if name != "when"]
        if not group["required"]:
            del group["required"]
    if model.__name__ == "Benefit":
        words = {"enum": ["none", "unlimited"]}
        group["properties"]["rollover"]["anyOf"].insert(0, words)


def _in_short(name: str, field: dict[str, Any], *, needed: bool) -> None:
    """The short ways of writing a field, as `terms.writing` reads them."""
    told: dict[str, Any] = {key: field.pop(key) for key in _TOLD if key in field}
    forms = field.pop("anyOf", None) or [dict(field)]
    field.clear()
    more = [form["items"] for form in forms if form.get("type") == "array" and "items" in form]
    if not needed:
        if more or any("$ref" in form for form in forms):
            more.append({"const": "none"})
        more.append({"type": "null"})
    if name in YES_OR_NO:
        more.append({"type": "boolean"})
    if name in EVERYWHERE:
        more.append({"const": "all"})
    more = [form for form in more if form not in forms]
    field.update(_either(forms, more) if more else {"anyOf": forms} if forms[1:] else forms[0])
    field.update(told)


def _either(forms: list[dict[str, Any]], more: list[dict[str, Any]]) -> dict[str, Any]:
    """A field in full or in short; a slip in what is clearly in full is marked where it is."""
    if len(forms) == 1 and (forms[0].get("type") == "array" or "$ref" in forms[0]):
        kind = forms[0].get("type", "object")
        return {"if": {"type": kind}, "then": forms[0], "else": {"anyOf": more}}
    return {"anyOf": [*forms, *more]}


_TOLD = ("description", "default", "examples")


def _summary(model: type[BaseModel]) -> str:
    text = inspect.cleandoc(model.__doc__ or "").split("\nAttributes:")[0]
    return " ".join(text.split())


_ENTRY = re.compile(r"^    (\w+(?:, \w+)*): ", re.MULTILINE)


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """What the docstrings of a group and its bases say of each field, by the name in a file."""
    told: dict[str, str] = {}
    for base in reversed(model.__mro__):
        text = inspect.cleandoc(vars(base).get("__doc__") or "")
        _, found, section = text.partition("\nAttributes:\n")
        parts = _ENTRY.split(section)[1:] if found else []
        for names, meaning in zip(parts[::2], parts[1::2], strict=True):
            plain = " ".join(meaning.split())
            plain = re.sub(r",? (?:in )?(?:minor units|basis points)", "", plain)
            plain = re.sub(r"^minor units of", "the money of", plain)
            told.update(dict.fromkeys(names.split(", "), plain))
    return told
