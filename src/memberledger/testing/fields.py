"""The fields of the plan: all there are, those a plan sets, and where a file sets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from memberledger.terms import Plan

__all__ = ["all_fields", "fields_set", "places"]

Path = tuple[str | int, ...]


def all_fields() -> list[str]:
    """Every field of every group of terms that a plan can hold, as "Pause.max_length"."""
    found: list[str] = []
    for model in _models(Plan, []):
        found += [f"{model.__name__}.{field}" for field in model.model_fields]
    return found


def _models(model: type[BaseModel], found: list[type[BaseModel]]) -> list[type[BaseModel]]:
    if model not in found:
        found.append(model)
        for field in model.model_fields.values():
            for part in _parts(field.annotation):
                _models(part, found)
    return found


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def fields_set(terms: BaseModel) -> Iterator[str]:
    """What a plan says in its own words, once for each place."""
    for field, _ in _said(terms, ()):
        yield field


def places(plan: Plan) -> Iterator[tuple[str, Path]]:
    """Each field that a plan sets, with its place in the file's mapping."""
    yield from _said(plan, ())


def _said(terms: BaseModel, path: Path) -> Iterator[tuple[str, Path]]:
    for name in terms.model_fields_set:
        field = type(terms).model_fields[name]
        here = (*path, field.alias or name)
        yield f"{type(terms).__name__}.{name}", here
        value = getattr(terms, name)
        if isinstance(value, BaseModel):
            yield from _said(value, here)
        elif isinstance(value, tuple):
            for n, part in enumerate(value):
                if isinstance(part, BaseModel):
                    yield from _said(part, (*here, n))
