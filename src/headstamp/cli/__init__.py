"""The command line: parse, call one public function, print.

A command's module is imported only when it is run, so that `--help` and shell completion cost no database. Tables go to
stdout for people and JSON for programs; progress and warnings go to stderr. Exit 0 is fine, 1 a check found something, 2
usage, 3 not found, 4 something was rejected (what was good is kept all the same), 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from headstamp import __version__
from headstamp.cli.output import report_error

# Command to (module, what it does); the words stand here so that the list of commands imports nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("headstamp.cli.demo", "Trace the example cases and write their reports."),
    "init": ("headstamp.cli.init", "Make a new case, empty or from an example."),
    "trace": ("headstamp.cli.trace", "Assess by which routes the weapons seen may have come."),
    "records": ("headstamp.cli.records", "Add registers of the arms trade, and ask them."),
    "sources": ("headstamp.cli.tables", "Import, list and export the case's sources."),
    "actors": ("headstamp.cli.tables", "Import, list and export the case's own actors."),
    "relations": ("headstamp.cli.tables", "Import, list and export relations between actors."),
    "weapons": ("headstamp.cli.tables", "Import, list and export the case's own weapons."),
    "headstamps": ("headstamp.cli.tables", "Import, list and export the case's own headstamps."),
    "transfers": ("headstamp.cli.tables", "Import, list and export transfers that no file format carries."),
    "sightings": ("headstamp.cli.tables", "Import, list and export sightings."),
    "incidents": ("headstamp.cli.tables", "Import, list and export incidents that can move weapons."),
    "violations": ("headstamp.cli.tables", "Import, list and export alleged violations."),
    "claims": ("headstamp.cli.tables", "Import, list and export claims: who said what."),
    "searches": ("headstamp.cli.tables", "Import, list and export the log of searches."),
    "stocks": ("headstamp.cli.tables", "Import, list and export counts of stocks."),
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
        return made if isinstance(made, click.Command) else made(cmd_name)  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="headstamp")
def headstamp() -> None:
    """Trace weapons seen in conflict imagery back through the records of the arms trade.

    \b
    A first round:
      headstamp records add trade-register.csv
      headstamp init mosul --example iraq-2014
      headstamp trace mosul --report report.html
    """


def main() -> None:
    """Run the program and end it with the exit code of the contract."""
    arguments = sys.argv[1:]
    try:
        code = headstamp.main(args=arguments, prog_name="headstamp", standalone_mode=False)
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was committed stays, nothing is half written.", err=True)
        code = 130
    except BrokenPipeError:
        code = 0
    except Exception as error:
        code = report_error(error, as_json="--json" in arguments)
    sys.exit(code if isinstance(code, int) else 0)
