"""The short ways in which a file may write a plan, brought to the one way in which it is read."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from memberledger.terms.base import Terms

__all__ = ["EVERYWHERE", "YES_OR_NO", "in_full", "written_names"]

YES_OR_NO = frozenset({"pause", "sharing", "transferable"})
"""What is there or not: `true` is the group with its defaults, `false` is to leave it out."""

EVERYWHERE = frozenset({"sold_at", "on"})
"""Lists for which `all` is to leave them out: of locations, and of what tax is on."""


def in_full(data: Any, model: type[Terms]) -> Any:
    """A mapping of a file with nothing in it that only stands for something else.

    - `null` is as leaving the field out, where it may be left out.
    - So is `none`, for a list or a group of terms whose default is nothing, unless it is a word
      of its own there: a rollover of `none` is one, and so is a use of `none`.
    - One thing may stand for a list of one: `services: facial`, `limits: {times: 2, per: ...}`.
    - `pause`, `sharing` and `transferable` may be `true` or `false`; `sold_at`
      and the `on` of a tax may be `all`.

    What it does not know it leaves as it is, for the reader to refuse.

    >>> from memberledger.terms.limiting import LateCancel, RedemptionLimit
    >>> in_full({"quantity": None, "wait": "14 days"}, RedemptionLimit)
    {'wait': '14 days'}
    >>> in_full({"fee": "50.00", "units": None}, LateCancel)
    {'fee': '50.00'}
    """
    if not isinstance(data, dict):
        return data
    fields = written_names(model)
    full: dict[Any, Any] = {}
    for name, value in data.items():
        field = fields.get(name)
        if field is None:
            full[name] = value
        elif not _is_left_out(name, value, field):
            full[name] = _field_in_full(name, value, field)
    return full


def written_names(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields by the name that a file has for them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_left_out(name: str, value: Any, field: FieldInfo) -> bool:
    if field.is_required():
        return False
    if value is None or (value is False and name in YES_OR_NO):
        return True
    if value == "all" and name in EVERYWHERE:
        return True
    if value != "none" or name == "rollover" or field.get_default() not in (None, ()):
        return False
    forms = _forms(field.annotation)
    if value in _words(forms):
        return False
    return any(_item(form) is not None or _is_terms(form) for form in forms)


def _field_in_full(name: str, value: Any, field: FieldInfo) -> Any:
    forms = _forms(field.annotation)
    items = [item for form in forms if (item := _item(form)) is not None]
    groups = [form for form in forms if _is_terms(form)]
    if value is True and name in YES_OR_NO:
        return {}
    if items:
        inside = [form for form in _forms(items[0]) if _is_terms(form)]
        if isinstance(value, list | tuple):
            return [in_full(each, inside[0]) if inside else each for each in value]
        if isinstance(value, dict) and value and inside:
            return [in_full(value, inside[0])]
        if isinstance(value, str) and not inside and _words(forms) <= {"all"} - {value}:
            return [value]
    if isinstance(value, dict) and groups:
        return in_full(value, next((each for each in groups if _fits(value, each)), groups[0]))
    return value


def _fits(value: dict[Any, Any], group: type[Terms]) -> bool:
    """Whether a mapping has what a group can't do without, which tells one group from another."""
    return all(name in value for name, field in written_names(group).items() if field.is_required())


def _forms(hint: Any) -> list[Any]:
    """The forms that a value may have: groups of terms, lists, words and other types."""
    if isinstance(hint, type) or get_origin(hint) in (tuple, Literal):
        return [hint]
    return [form for part in get_args(hint) for form in _forms(part)]


def _item(form: Any) -> Any:
    """What a list is of; None for what is no list."""
    return get_args(form)[0] if get_origin(form) is tuple else None


def _is_terms(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, Terms)


def _words(forms: list[Any]) -> set[str]:
    """The words that may stand in place of a list."""
    return {word for form in forms for word in get_args(form) if isinstance(word, str)}
