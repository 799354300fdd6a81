"""Presets of policy: what an organisation demands beyond the law, as slots that must be filled.

A preset presumes denial: as long as one slot is not filled, the answer is "denied by presumption". It never
says anything about the law. Shipped presets stand in `data/presets/`; people write their own in the same form
(TOML), which docs/law.md describes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from headstamp.law.errors import PresetUnfit
from headstamp.law.outcomes import Outcome
from headstamp.law.rules import is_rule, rule
from headstamp.values import NotFound

FILLED, NOT_FILLED = "met", "not met"
"""What a person may find of a slot."""
CHECKS = ("named-unit",)
EVIDENCE = ("violations", "incidents", "sightings", "claims")
_KEYS = {"name", "title", "cite", "review", "recipients", "slot"}
_SLOT_KEYS = {"id", "asks", "check", "rule", "filled_by", "per", "evidence"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that must be shown before the presumption gives way.

    Attributes:
        id: short name within the preset.
        asks: the question.
        check: name of a computation that fills it; None otherwise.
        rule: id of a rule of the law whose answer fills it; None otherwise.
        filled_by: the outcomes of that rule that fill it.
        per: 'unit' where it is asked of each named unit, else ''.
        evidence: what of a case is laid out.
    """

    id: str
    asks: str
    check: str | None
    rule: str | None
    filled_by: tuple[Outcome, ...]
    per: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """A policy.

    Attributes:
        name: what it is called.
        title: what it is about.
        cite: whose policy it is, and where it stands.
        review: of the row: checked once or unverified.
        recipients: ids of the states it concerns; empty for every recipient.
        slots: what must be shown.
    """

    name: str
    title: str
    cite: str
    review: str
    recipients: tuple[str, ...]
    slots: tuple[Slot, ...]


def presets() -> tuple[str, ...]:
    """The names of the shipped presets."""
    found = files("headstamp.law").joinpath("data", "presets").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in found if one.name.endswith(".toml")))


def load_preset(name: str) -> Preset:
    """A shipped preset by name, or one's own by the path of its file.

    Raises:
        NotFound: there is no such preset or file.
        PresetUnfit: the file is no TOML, lacks something, or names a rule or check that does not exist.
    """
    if name in presets():
        text = files("headstamp.law").joinpath("data", "presets", f"{name}.toml").read_text(encoding="utf-8")
        return read_preset(text, name)
    path = Path(name)
    if not path.is_file():
        shipped = ", ".join(presets())
        raise NotFound(
            f"There is no preset of policy '{name}'", do=f"name {shipped}, or the file of your own"
        )
    try:
        return read_preset(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError:
        raise PresetUnfit(f"The preset {name} is no text in UTF-8", do="save it as UTF-8") from None


def read_preset(text: str, file: str) -> Preset:
    """Read a preset.

    Raises:
        PresetUnfit: see `load_preset`.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = str(error).splitlines()[0].rstrip(".")
        raise PresetUnfit(f"The preset {file} is no TOML: {why}", do="compare it with docs/law.md") from None
    _check_keys(told, _KEYS, f"The preset {file}")
    slots = told.get("slot")
    if not isinstance(slots, list) or not slots:
        raise PresetUnfit(f"The preset {file} has no slot", do="write at least one [[slot]]")
    read = tuple(_slot(one, file) for one in slots)
    ids = [one.id for one in read]
    if len(set(ids)) < len(ids):
        raise PresetUnfit(f"The preset {file} has two slots with one id", do="give each an id of its own")
    name = _text(told, "name", file)
    if ":" in name:
        raise PresetUnfit(f"The name '{name}' of the preset {file} holds a colon", do="leave it out")
    return Preset(
        name=name,
        title=_text(told, "title", file),
        cite=_text(told, "cite", file),
        review=str(told.get("review", "unverified")),
        recipients=_texts(told, "recipients", file),
        slots=read,
    )


def _slot(told: Any, file: str) -> Slot:
    if not isinstance(told, dict):
        raise PresetUnfit(f"A slot of the preset {file} is no table", do="write [[slot]]")
    id_ = _text(told, "id", file)
    where = f"The slot '{id_}' of the preset {file}"
    _check_keys(told, _SLOT_KEYS, where)
    named, checked = told.get("rule"), told.get("check")
    if named is not None and not is_rule(str(named)):
        raise PresetUnfit(
            f"{where} names the rule '{named}', which there is not", do="name one of docs/law.md"
        )
    if checked is not None and checked not in CHECKS:
        raise PresetUnfit(
            f"{where} names the check '{checked}', which there is not", do=f"use {', '.join(CHECKS)}"
        )
    kinds = _texts(told, "evidence", file)
    if odd := [one for one in kinds if one not in EVIDENCE]:
        raise PresetUnfit(f"{where} asks for '{odd[0]}'", do=f"use {', '.join(EVIDENCE)}")
    if told.get("per", "unit") != "unit":
        raise PresetUnfit(f"{where} is asked per '{told['per']}'", do='write per = "unit", or leave it out')
    return Slot(
        id=id_,
        asks=_text(told, "asks", file),
        check=checked,
        rule=named,
        filled_by=_fills(told, named, where, file),
        per=str(told.get("per", "")),
        evidence=kinds,
    )


def _fills(told: Mapping[str, Any], named: str | None, where: str, file: str) -> tuple[Outcome, ...]:
    if named is None:
        return ()
    fills = _texts(told, "filled_by", file)
    allowed = (*rule(named).outcomes, Outcome.NO_FINDING, Outcome.NOT_PROHIBITED)
    odd = [one for one in fills if one not in allowed]
    if odd or not fills:
        words = f"'{odd[0]}', which is no outcome of {named}" if odd else "no outcome"
        do = f"use one of {', '.join(dict.fromkeys(allowed))}"
        raise PresetUnfit(f"{where} is filled by {words}", do=do)
    return tuple(Outcome(one) for one in fills)


def _check_keys(told: Mapping[str, Any], known: set[str], where: str) -> None:
    if odd := sorted(set(told) - known):
        raise PresetUnfit(
            f"{where} has the key '{odd[0]}', which means nothing", do=f"use {', '.join(sorted(known))}"
        )


def _text(told: Mapping[str, Any], key: str, file: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PresetUnfit(f"The preset {file} lacks '{key}'", do=f'write {key} = "..."')
    return value.strip()


def _texts(told: Mapping[str, Any], key: str, file: str) -> tuple[str, ...]:
    value = told.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise PresetUnfit(f"'{key}' in the preset {file} is no list of texts", do=f'write {key} = ["..."]')
    return tuple(value)
