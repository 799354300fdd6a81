"""The command line: parse, call one public function, print.

A command's module imports what it works with only when it is run, so that `--help` and shell completion
cost no database. Tables go to stdout for people and JSON for programs; progress and warnings go to stderr.
Exit 0 is fine, 1 a check found something, 2 usage, 3 not found, 4 something was rejected (what was good is
kept all the same), 130 interrupted.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Event, current_thread, main_thread
from types import FrameType
from typing import Any

import click

from headstamp import __version__
from headstamp.cli.faults import INTERRUPTED, report

# Command to (module, what it does); the words stand here so that the list of commands imports nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("headstamp.cli.demo", "Trace the example cases and write their reports."),
    "init": ("headstamp.cli.init", "Make a new case, empty or from an example."),
    "trace": ("headstamp.cli.trace", "Assess by which routes the weapons seen may have come."),
    "questions": ("headstamp.cli.questions", "Show what to ask next in a case, and of whom."),
    "request": ("headstamp.cli.request", "Draft a trace request for a weapon that was seen."),
    "arsenal": ("headstamp.cli.arsenal", "Tell what the objects seen are and where they come from."),
    "stock": ("headstamp.cli.stock", "Tell what somebody should still have of a weapon."),
    "consignments": ("headstamp.cli.consignments", "Show what is due, done and overdue of consignments."),
    "diversion": ("headstamp.cli.diversion", "List what is documented of weapons that ended elsewhere."),
    "records": ("headstamp.cli.records", "Add registers of the arms trade, and ask them."),
    "marks": ("headstamp.cli.marks", "Read headstamps, the marks on cartridge cases."),
    "identify": ("headstamp.cli.identify", "Rank what a weapon can be by the features seen on it."),
    "sun": ("headstamp.cli.sun", "Tell where the sun stands, and when a measured shadow fits."),
    "verification": (
        "headstamp.cli.verification",
        "Show what of a case is verified, and what speaks against it.",
    ),
    "law": ("headstamp.cli.law", "Show what binds a state, and which embargoes hold."),
    "assess": ("headstamp.cli.assess", "Assess a transfer rule by rule: may it be sent?"),
    "resolve": ("headstamp.cli.resolve", "Show what a name would be taken for, and why."),
    "evidence": ("headstamp.cli.evidence", "Keep files of evidence, list them and check them."),
    "case": ("headstamp.cli.case", "Show a case and its history; take a change back."),
    "pack": ("headstamp.cli.pack", "Write a case as one ZIP file for somebody else."),
    "sources": ("headstamp.cli.tables", "Import, list and export the case's sources."),
    "actors": ("headstamp.cli.tables", "Import, list and export the case's own actors."),
    "relations": ("headstamp.cli.tables", "Import, list and export relations between actors."),
    "weapons": ("headstamp.cli.tables", "Import, list and export the case's own weapons."),
    "headstamps": ("headstamp.cli.tables", "Import, list and export the case's own headstamps."),
    "transfers": ("headstamp.cli.tables", "Import, list and export transfers that no format carries."),
    "sightings": ("headstamp.cli.tables", "Import, list and export sightings."),
    "incidents": ("headstamp.cli.tables", "Import, list and export incidents that can move weapons."),
    "violations": ("headstamp.cli.tables", "Import, list and export alleged violations."),
    "claims": ("headstamp.cli.tables", "Import, list and export claims: who said what."),
    "searches": ("headstamp.cli.tables", "Import, list and export the log of searches."),
    "stocks": ("headstamp.cli.tables", "Import, list and export counts of stocks."),
    "controls": ("headstamp.cli.tables", "Import, list and export steps that control consignments."),
    "certificates": ("headstamp.cli.tables", "Import, list and export what end-user certificates say."),
    "verifications": ("headstamp.cli.tables", "Import, list and export checks of what the case holds."),
    "proofs": ("headstamp.cli.tables", "Import, list and export what those checks rest on."),
    "decisions": ("headstamp.cli.tables", "Import, list and export judgements on transfers."),
    "devices": ("headstamp.cli.tables", "Import, list and export mines and submunitions seen."),
}


class Commands(click.Group):
    """The commands of headstamp, each imported when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        made = import_module(module).command
        return made if isinstance(made, click.Command) else made(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has seen enough, such as `head`, is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # What is still buffered would be written, and fail again, when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 a check found something; 2 wrong usage; 3 not found; 4 something was "
    "rejected, and what was good is kept; 130 interrupted.",
)
@click.version_option(__version__, prog_name="headstamp")
def headstamp() -> None:
    """Trace weapons seen in conflict imagery back through the records of the arms trade.

    \b
    A first round:
      headstamp records add trade-register.csv
      headstamp init mosul --example iraq-2014
      headstamp trace mosul --report report.html
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end it with the exit code of the contract.

    Args:
        arguments: what follows the program's name; None takes the command line's.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    # What is done is done: an interrupt while the interpreter shuts down is no failure of the work.
    atexit.register(_ignore_interrupts)
    with _interrupts() as interrupted:
        try:
            code = headstamp.main(args=given, prog_name="headstamp", standalone_mode=False)
        except (click.Abort, KeyboardInterrupt):
            code = _say_interrupted()
        except Exception as error:
            # A library that is busy when the user interrupts may wrap it in an error of its own.
            code = _say_interrupted() if interrupted.is_set() else report(error, as_json="--json" in given)
    sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def _interrupts() -> Iterator[Event]:
    """Remember that the user interrupted; a process that was told to ignore interrupts goes on doing so."""
    interrupted = Event()

    def note(number: int, frame: FrameType | None) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    if (
        current_thread() is not main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield interrupted
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _say_interrupted() -> int:
    click.echo("Interrupted; what was committed stays, nothing is half written.", err=True)
    return INTERRUPTED
