"""Plans from plain data, with errors that name the file, the plan, the field and what is right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from memberledger.errors import InvalidPlan
from memberledger.terms.plan import Plan
from memberledger.terms.practice import Service
from memberledger.terms.writing import in_full, written_names

__all__ = ["problems_of", "read_catalogue", "read_plan", "read_plans"]

_RIGHT = {
    "missing": "this field is needed",
    "extra_forbidden": "no such field",
    "int_type": "write a whole number without quotes",
    "string_type": "write text",
    "bool_type": "write true or false",
    "tuple_type": "write a list, such as [first, second]",
    "model_type": "write a mapping, such as {field: value}",
    "model_attributes_type": "write a mapping, such as {field: value}",
}


def read_plan(data: Any, currency: str, where: str = "plan") -> Plan:
    """A plan from plain data (a mapping, as a YAML file gives it).

    Args:
        data: the mapping.
        currency: ISO 4217 code in which the amounts are written.
        where: the file, for the error's words.

    Raises:
        InvalidPlan: with `problems`, a list of {field, wrong}, in the order of the fields.
    """
    name = data.get("id", "?") if isinstance(data, dict) else "?"
    try:
        return Plan.model_validate(in_full(data, Plan), context={"currency": currency})
    except ValidationError as error:
        problems = problems_of(error, Plan)
        lines = "; ".join(
            f"{p['field']}: {p['wrong']}" if p["field"] else p["wrong"] for p in problems
        )
        raise InvalidPlan(
            f"{where}: plan {name!r}: {lines}", where=where, plan=name, problems=problems
        ) from None


def read_plans(data: Any, currency: str, where: str = "plans") -> tuple[Plan, ...]:
    """The plans of a list, each with an id of its own.

    Raises:
        InvalidPlan: the list is missing or empty, a plan is wrong, or an id is there twice.
    """
    if not isinstance(data, list) or not data:
        raise InvalidPlan(
            f"{where}: plans: write a list of at least one plan", where=where, problems=[]
        )
    plans = tuple(read_plan(item, currency, where) for item in data)
    ids = [plan.id for plan in plans]
    for plan_id in ids:
        if ids.count(plan_id) > 1:
            raise InvalidPlan(
                f"{where}: plans: {plan_id!r} is there twice; give each plan an id of its own",
                where=where,
                plan=plan_id,
                problems=[],
            )
    return plans


def read_catalogue(data: Any, currency: str, where: str = "catalogue") -> tuple[Service, ...]:
    """The services of a list, each a `Service` or a mapping as a file has it.

    Raises:
        InvalidPlan: it is no list, a service is wrong, or an id is there twice.
    """
    if not isinstance(data, list):
        raise InvalidPlan(f"{where}: catalogue: write a list of services", where=where, problems=[])
    try:
        services = tuple(
            item
            if isinstance(item, Service)
            else Service.model_validate(in_full(item, Service), context={"currency": currency})
            for item in data
        )
    except ValidationError as error:
        problems = problems_of(error, Service)
        lines = "; ".join(f"{p['field']}: {p['wrong']}" for p in problems)
        raise InvalidPlan(f"{where}: catalogue: {lines}", where=where, problems=problems) from None
    ids = [service.id for service in services]
    for service in ids:
        if ids.count(service) > 1:
            raise InvalidPlan(
                f"{where}: catalogue: {service!r} is there twice; give each an id of its own",
                where=where,
                problems=[],
            )
    return services


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[dict[str, str]]:
    """Each problem as the field's path and plain words; a choice of forms is told once."""
    told: dict[str, str] = {}
    for item in error.errors(include_url=False, include_context=True):
        path = [str(part) for part in item["loc"] if not _is_form(part)]
        wrong = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            path = [str(p) for p in item["loc"][:-1] if not _is_form(p)] + [str(item["loc"][-1])]
            wrong = _unknown(item["loc"], model)
        elif item["type"] in _RIGHT:
            wrong = f"{_RIGHT[item['type']]} (got {_short(item['input'])})"
            if item["type"] == "missing":
                wrong = _RIGHT["missing"]
        elif item["type"] != "value_error":
            wrong = f"{wrong} (got {_short(item['input'])})"
        field = ".".join(path)
        told[field] = f"{told[field]}, or: {wrong}" if field in told else wrong
    return [{"field": field, "wrong": wrong} for field, wrong in told.items()]


def _is_form(part: Any) -> bool:
    """Whether a part of pydantic's path names a form of a choice and not a field."""
    text = str(part)
    return not isinstance(part, int) and not (text.isidentifier() and text.islower())


def _unknown(path: tuple[Any, ...], model: type[BaseModel]) -> str:
    fields = _fields_at(path[:-1], model)
    close = get_close_matches(str(path[-1]), fields, 1)
    if close:
        return f"no such field; did you mean {close[0]}?"
    return f"no such field; there are {', '.join(sorted(fields))}"


def _fields_at(path: tuple[Any, ...], model: type[BaseModel]) -> list[str]:
    """The fields of the group of terms that pydantic's path leads to.

    The path names fields, places in lists, and which of several groups a field's value was read as.
    """
    groups = [model]
    for part in path:
        named = [group for group in groups if group.__name__ == part]
        fields = [names[part] for group in groups if part in (names := written_names(group))]
        inside = [each for field in fields for each in _groups_in(field.annotation)]
        groups = named or inside or groups
    return [name for group in groups for name in written_names(group)]


def _groups_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for part in getattr(annotation, "__args__", ()) for each in _groups_in(part)]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
