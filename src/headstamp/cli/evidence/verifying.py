"""`headstamp evidence verify`, `checkpoint` and `stamp`: that nothing was changed, and proofs for others."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.evidence.handing import LEVELS
from headstamp.cli.output import count, json_object, json_option, note, print_json, say, working
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from headstamp.custody import PublicKey
    from headstamp.evidence.bundle import Bundled
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.integrity import Checked, Fault
    from headstamp.values import Json

_SHOWN = 40
_FOUND_SOMETHING = 1


@click.command(epilog=f"{exits(not_found='there is no such case or file')[:-1]}; 1 something is damaged.")
@click.argument("case", type=PATH)
@click.option(
    "--quick", is_flag=True, help="Of files look at presence and sizes only; the log is read whole."
)
@click.option("--against", type=PATH, metavar="FILE", help="An older checkpoint, from a copy out of reach.")
@click.option(
    "--older", type=PATH, metavar="FILE", help="Lines of an older log, to name the first that differs."
)
@click.option("--key", type=PATH, metavar="FILE", help="The public key that signed, from elsewhere.")
@click.option(
    "--trust", type=PATH, multiple=True, metavar="FILE", help="Root certificate of a stamp authority."
)
@click.option(
    "--bundle", type=PATH, metavar="TARGET", help="Then write a bundle for a court: a folder, or a .zip."
)
@click.option(
    "--level", type=click.Choice(LEVELS[1:]), default="restricted", show_default=True,
    help="What the readers of the bundle may see.",
)  # fmt: skip
@click.option(
    "--withhold", multiple=True, metavar="TABLE[.COLUMN]", help="Values that stay out of the bundle besides."
)
@json_option("verify/1")
@click.pass_context
def verify(
    ctx: click.Context,
    case: Path,
    quick: bool,
    against: Path | None,
    older: Path | None,
    key: Path | None,
    trust: tuple[Path, ...],
    bundle: Path | None,
    level: str,
    withhold: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check that nothing in CASE was changed: its log, its tables, and every file of evidence.

    Each damaged file, piece of 64 KiB and line is named. CASE may also be the folder of a bundle that was
    handed over. An older checkpoint finds what no look at the case alone can find: a log that was written
    anew from end to end.

    \b
    Example:
      headstamp evidence verify mosul
    """
    from headstamp.evidence.bundle import is_bundle

    if case.is_file():
        raise click.UsageError(f"{case} is a file: unpack the bundle, and name its folder.")
    if older is not None and against is None:
        raise click.UsageError("--older says where a log differs from --against, which is not given.")
    known = _public(key)
    written = None
    if is_bundle(case):
        if bundle is not None:
            raise click.UsageError(f"{case} is a bundle already.")
        checked = _verified_bundle(case, known, against, trust)
    else:
        checked, written = _verified_case(case, quick, against, older, known, trust, bundle, level, withhold)
    if as_json:
        handed: Json = json_object(written) if written is not None else None
        print_json("verify/1", _body(checked) | {"bundle": handed})
    else:
        _say(case, checked)
        if written is not None:
            _say_bundle(written)
    ctx.exit(0 if checked.ok else _FOUND_SOMETHING)


def _verified_case(
    case: Path,
    quick: bool,
    against: Path | None,
    older: Path | None,
    known: PublicKey | None,
    trust: tuple[Path, ...],
    bundle: Path | None,
    level: str,
    withhold: tuple[str, ...],
) -> tuple[Checked, Bundled | None]:
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.integrity import Fault, Place, check_case
    from headstamp.evidence.item import ITEMS
    from headstamp.evidence.witnessing import tell_of_stamps

    # Millions of small values are made and none in a cycle: looking for cycles costs a tenth of the time.
    gc.disable()
    with Collection.open(case) as opened, working("Verifying"):
        lines = _read(older).splitlines() if older is not None else None
        checked = check_case(
            opened.store,
            opened.vault,
            opened.store.rows(ITEMS),
            against=_read(against) if against is not None else None,
            known_key=known,
            older=lines,
            quick=quick,
        )
        told, wrong = tell_of_stamps(opened.store, [_read(one) for one in trust])
        refused = tuple(Fault(one, Place(None)) for one in wrong)
        checked = replace(checked, damage=checked.damage + refused, told=(*checked.told, *told))
        written = None
        if bundle is not None and checked.ok:
            written = _write_bundle(opened, bundle, level, withhold)
    return checked, written


def _write_bundle(opened: Collection, target: Path, level: str, withhold: tuple[str, ...]) -> Bundled:
    from datetime import date

    from headstamp.custody import machine_key
    from headstamp.evidence.bundle import write_bundle
    from headstamp.evidence.exposure import Sensitivity
    from headstamp.evidence.handover import withheld_at
    from headstamp.evidence.witnessing import stamped

    return write_bundle(
        opened.store,
        opened.vault,
        target,
        machine_key(),
        withhold=withheld_at(opened, Sensitivity(level), date.today(), withhold),
        stamped=stamped(opened.store),
    )


def _verified_bundle(
    folder: Path, known: PublicKey | None, against: Path | None, trust: tuple[Path, ...]
) -> Checked:
    from headstamp.evidence.bundle import check_bundle

    older = {against.name: _read(against)} if against is not None else {}
    return check_bundle(folder, known_key=known, against=older, authorities=[_read(one) for one in trust])


def _public(file: Path | None) -> PublicKey | None:
    from headstamp.custody import read_public

    return read_public(_read(file).decode("utf-8", "replace")) if file is not None else None


def _read(file: Path) -> bytes:
    from headstamp.values import NotFound

    if not file.is_file():
        raise NotFound(f"There is no file {file}", do="check the path")
    return file.read_bytes()


def _body(checked: Checked) -> dict[str, Json]:
    damage: list[Json] = [
        {
            "what": one.what,
            "where": {"file": one.where.file, "piece": one.where.piece, "line": one.where.line},
        }
        for one in checked.damage
    ]
    return {
        "ok": checked.ok,
        "items": checked.items,
        "events": checked.events,
        "root": checked.root,
        "damage": damage,
        "told": list(checked.told),
    }


def _say(case: Path, checked: Checked) -> None:
    state = "sound" if checked.ok else "DAMAGED"
    if not checked.ok and all(one.where.file is None for one in checked.damage):
        state = "sound in itself, and does not agree with what it was held against"
    say(
        f"{case} is {state}: {count(checked.items, 'file')}, {count(checked.events, 'event')}, "
        f"root {checked.root[:16] or 'not known'}."
    )
    for one in checked.damage[:_SHOWN]:
        say(f"{_place(one)}{one.what}.", 2, 2)
    if len(checked.damage) > _SHOWN:
        say(f"and {len(checked.damage) - _SHOWN:,} more; --json lists them all.", 2)
    for told in checked.told:
        note(f"{told[:1].upper()}{told[1:]}.")


def _place(fault: Fault) -> str:
    if fault.where.file is None:
        return ""
    parts = [fault.where.file]
    if fault.where.line is not None:
        parts.append(f"line {fault.where.line}")
    if fault.where.piece is not None:
        parts.append(f"piece {fault.where.piece} (from byte {fault.where.piece * 65536:,})")
    return f"{', '.join(parts)}: "


def _say_bundle(written: Bundled) -> None:
    say(
        f"{written.path}: a bundle of {count(written.events, 'event')}, {count(written.values, 'value')} and "
        f"{count(written.files, 'file')}; {count(written.withheld_values, 'value')} and "
        f"{count(written.withheld_files, 'file')} are withheld."
    )
    say(f"Tell its reader by another way that it is signed with {written.fingerprint}", 2, 2)


@click.command(epilog=exits(not_found="there is no such case or folder to write to"))
@click.argument("case", type=PATH)
@click.option("--to", "target", type=PATH, required=True, metavar="FILE", help="The file to write.")
@click.option("--for", "witness", default="", metavar="WHO", help="Who is given it; kept in the case.")
@json_option("evidence.checkpoint/1")
def checkpoint(case: Path, target: Path, witness: str, as_json: bool) -> None:
    """Sign what the log of CASE is now, in three lines that a witness outside can keep.

    The public key is written beside it, as FILE.pem. From then on not even the holder of the key can rewrite
    what came before without being found out, as long as the witness keeps the file.

    \b
    Example:
      headstamp evidence checkpoint mosul --to mosul.checkpoint --for "a partner organisation"
    """
    from headstamp.custody import machine_key
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.witnessing import make
    from headstamp.values import Refused

    check_place(target, "checkpoint", "mosul.checkpoint")
    if target.exists():
        raise Refused(f"{target} is there already, and a checkpoint is worth keeping", do="name a new file")
    key = machine_key()
    with Collection.open(case) as opened:
        made = make(opened.store, key, who=author(), witness=witness)
    write_whole(target, made.text)
    public = target.with_name(f"{target.name}.pem")
    write_whole(public, key.public.pem)
    if as_json:
        print_json(
            "evidence.checkpoint/1",
            {
                "case": str(case),
                "file": str(target),
                "key": str(public),
                "size": made.size,
                "root": made.root,
                "fingerprint": key.public.fingerprint,
            },
        )
        return
    say(f"{target}: {count(made.size, 'event')}, root {made.root[:16]}; the public key is in {public}.")
    say(f"The key's fingerprint, to be told by another way: {key.public.fingerprint}", 0, 2)


@click.command(
    epilog=exits(not_found="there is no such case or file", rejected="the stamp is not to be believed")
)
@click.argument("case", type=PATH)
@click.argument("file", type=PATH)
@click.option("--authority", metavar="URL", help="Ask this time stamp authority over the network.")
@click.option("--request", type=PATH, metavar="FILE", help="Write the request, to be carried there.")
@click.option("--reply", type=PATH, metavar="FILE", help="Take in the reply that was carried back.")
@click.option("--trust", type=PATH, multiple=True, metavar="FILE", help="The authority's root certificate.")
@json_option("evidence.stamp/1")
def stamp(
    case: Path,
    file: Path,
    authority: str | None,
    request: Path | None,
    reply: Path | None,
    trust: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Have the checkpoint FILE of CASE stamped with the time by an authority (RFC 3161).

    Only its hash goes there. Either ask over the network with --authority, or carry it: --request writes
    what to send, --reply takes in what came back.

    \b
    Example:
      headstamp evidence stamp mosul mosul.checkpoint --request mosul.tsq
    """
    from headstamp.custody import fetch_stamp, read_stamp, stamp_request
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.witnessing import keep_stamp

    if sum(one is not None for one in (authority, request, reply)) != 1:
        raise click.UsageError("Say one of --authority, --request and --reply.")
    content = _read(file)
    with Collection.open(case) as opened:
        if request is not None:
            check_place(request, "request", "mosul.tsq")
            request.write_bytes(stamp_request(content))
            told: dict[str, Json] = {"case": str(case), "file": str(request), "at": None, "policy": None}
        else:
            answer = (
                _read(reply) if reply is not None else fetch_stamp(authority or "", stamp_request(content))
            )
            read = read_stamp(answer, content, [_read(one) for one in trust])
            keep_stamp(opened.store, content, answer, who=author())
            at = read.at.isoformat()
            told = {"case": str(case), "file": str(file), "at": at, "policy": read.policy}
    if as_json:
        print_json("evidence.stamp/1", told)
        return
    say(
        f"{told['file']}: written; send it to the authority."
        if request is not None
        else f"Stamped {told['at']}."
    )
