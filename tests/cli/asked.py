"""What the program answered, checked against the contract."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from headstamp.contract import COMMON, schema

LONG = 12
PROGRAM = Path(sys.executable).with_name("headstamp")


@dataclass(frozen=True)
class Answer:
    """What a run of the program gave."""

    code: int
    out: str
    err: str

    def json(self, name: str) -> Any:
        """The answer as JSON, which must be what the contract says."""
        told = json.loads(self.out)
        assert told["schema"] == f"headstamp.{name}", self
        validator(told["schema"]).validate(shortened(told))
        return told

    def error(self, code: int) -> str:
        """The one sentence of a command that was impossible; nothing may stand on stdout."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.startswith("Error: "), self.err
        sentence = self.err.removeprefix("Error: ").removesuffix("\n")
        assert is_one_sentence(sentence), sentence
        return sentence

    def fault(self, code: int) -> Any:
        """The error as JSON; nothing may stand on stderr."""
        assert (self.code, self.err) == (code, ""), self
        told = self.json("error/1")
        assert is_one_sentence(told["message"]), told
        return told


Run = Callable[..., Answer]
"""Runs the program in this process: `run("records", "list")`."""


def shortened(part: Any) -> Any:
    """JSON with its long lists cut: their elements are alike, and to validate takes longer than to answer."""
    if isinstance(part, dict):
        return {key: shortened(value) for key, value in part.items()}
    if isinstance(part, list):
        return [shortened(one) for one in (part if len(part) <= LONG else [*part[:LONG], part[-1]])]
    return part


@cache
def validator(name: str) -> Draft202012Validator:
    """What checks an answer of this name."""
    shared = Resource.from_contents(schema(COMMON))
    registry = Registry().with_resource(shared.id(), shared)
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema(name), registry=registry, format_checker=checker)


def is_one_sentence(text: str) -> bool:
    """Whether a text is one line and one sentence; 'trade-register.csv' and '7.62' are no ends."""
    return text.endswith((".", "?")) and "\n" not in text and ". " not in text


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start the installed program as a process of its own, which listens to interrupts whoever started us."""
    return subprocess.Popen(
        [str(PROGRAM), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def finished(process: subprocess.Popen[str]) -> Answer:
    """What the process gave in the end."""
    out, err = process.communicate(timeout=60)
    return Answer(process.returncode, out, err)


def program(*arguments: object, **environment: str) -> Answer:
    """Run the installed program as a process of its own."""
    return finished(start(*arguments, **environment))
