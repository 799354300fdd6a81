"""`headstamp read`: documents into a case, and what they claim, each with its exact words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.faults import REJECTED
from headstamp.cli.output import bold, count, json_option, note, print_json, progress, say, working

if TYPE_CHECKING:
    from headstamp.evidence.collection import Collection
    from headstamp.reading.case_documents import CaseDocument
    from headstamp.reading.claim import Claim, Slot
    from headstamp.reading.claims import Reading
    from headstamp.reading.lexicon import Lexicon
    from headstamp.reading.model_adapter import Settings
    from headstamp.values import Json

_SHOWN = 200


@click.command(
    epilog=exits(
        not_found="there is no such case, file or item",
        rejected="a document holds no text that can be read; the others were read",
    )
)
@click.argument("case", type=PATH)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only claims of this type; repeatable.")
@click.option(
    "--model",
    is_flag=True,
    help="Ask the language model of HEADSTAMP_LLM_URL and HEADSTAMP_LLM_MODEL for further proposals.",
)
@click.option(
    "--model-remote", is_flag=True, help="Let that model be elsewhere: the documents are disclosed to it."
)
@click.option(
    "--unsafe-decode",
    is_flag=True,
    help="Decode without a sandbox where this machine has none. It is written into the log.",
)
@json_option("read/1")
@click.pass_context
def command(
    ctx: click.Context,
    case: Path,
    documents: tuple[str, ...],
    types: tuple[str, ...],
    model: bool,
    model_remote: bool,
    unsafe_decode: bool,
    as_json: bool,
) -> None:
    """Read DOCUMENTs into CASE: what they claim about arms, with exact words, speaker and what is missing.

    A DOCUMENT is a text, web page, PDF or Word file, which is taken into the evidence, or the id of an item
    there. Offsets count characters of the text made from it. Claims are proposals: `headstamp check` holds
    them against the records, `headstamp claims accept` makes one a row of the case.

    \b
    Example:
      headstamp read mosul article.txt
    """
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.reading.case_documents import CaseDocument, lexicon_of, readings, take_in

    _check_types(types)
    settings = _settings(model_remote) if model else None
    read: list[tuple[CaseDocument, Reading]] = []
    failed = []
    with Collection.open(case) as opened:
        bar = progress("Reading", len(documents))
        lexicon = None
        for one in take_in(opened, documents, who=author(), unsafe=unsafe_decode, progress=bar):
            if isinstance(one, CaseDocument):
                lexicon = lexicon or lexicon_of(opened)
                if settings is not None:
                    _ask_model(opened, one, lexicon, settings)
                read += readings(opened, [one], lexicon)
            else:
                failed.append(one)
    if as_json:
        _print_json(read, types, [{"name": one.name, "why": one.why} for one in failed])
    else:
        for document, reading in read:
            _print(document, reading, types)
    for each in failed:
        note(f"{each.name}: {each.why}.")
    ctx.exit(REJECTED if failed else 0)


def _settings(remote: bool) -> Settings:
    from headstamp.reading.model_adapter import Settings

    return Settings.from_environment(remote=remote)


def _ask_model(opened: Collection, one: CaseDocument, lexicon: Lexicon, settings: Settings) -> None:
    """Keep what the model proposes, and say how much of it does not follow from the text."""
    from headstamp.custody.author import author
    from headstamp.reading.claims import read_claims
    from headstamp.reading.kept_proposals import keep, refusals
    from headstamp.reading.model_adapter import asked_digest, propose

    reading = read_claims(one.document, lexicon)
    with working(f"Asking {settings.model}"):
        proposals = propose(reading, settings)
    keep(opened.store, one.item, settings.model, asked_digest(), proposals, who=author())
    refused = refusals(reading, proposals, settings.model)
    if refused:
        note(f"{one.name}: {count(len(refused), 'thing')} that {settings.model} proposed is not in the text.")


def _check_types(types: tuple[str, ...]) -> None:
    from headstamp.reading.claim import ClaimType

    known = [one.value for one in ClaimType]
    for one in types:
        if one not in known:
            raise click.BadParameter(f"'{one}' is no type of claim; give one of {', '.join(known)}.")


def _print_json(read: list[tuple[CaseDocument, Reading]], types: tuple[str, ...], failed: list[Json]) -> None:
    from headstamp.reading.claim_json import reading_body

    bodies: list[dict[str, Json]] = []
    for document, reading in read:
        body = reading_body(document, _only(reading, types))
        bodies.append(body)
    one = bodies[0] if len(bodies) == 1 and not failed else {"document": None, "claims": [], "review": []}
    several: list[Json] = [*bodies] if len(bodies) != 1 or failed else []
    print_json("read/1", {**one, "documents": several, "failed": failed})


def _only(reading: Reading, types: tuple[str, ...]) -> Reading:
    from dataclasses import replace

    if not types:
        return reading
    return replace(reading, claims=tuple(one for one in reading.claims if one.type.value in types))


def _print(document: CaseDocument, reading: Reading, types: tuple[str, ...]) -> None:
    from headstamp.values import visible
    from headstamp.values.shown import hides

    told = _only(reading, types)
    click.echo(bold(f"{visible(document.name)}: {document.text}"))
    if hides(document.document.text):
        note("  The text holds signs that are not seen or that turn others; they are written out as <U+...>.")
    kinds: dict[str, int] = {}
    for claim in told.claims:
        kinds[claim.type.value] = kinds.get(claim.type.value, 0) + 1
    for claim in told.claims:
        if types or claim.type.value not in ("statement", "attribution"):
            print_claim(claim)
    words = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    say(f"{count(len(told.claims), 'claim')}" + (f": {words}." if words else "."))
    if not types and (kinds.get("statement") or kinds.get("attribution")):
        say("Quotations and attributions are listed with --type statement, --type attribution, or --json.")
    for one in reading.review[:_SHOWN]:
        say(f"To look at: '{visible(_line(one.quote))}', since {visible(_line(one.because))}.", 2, 2)
    click.echo()


def print_claim(claim: Claim) -> None:
    """A claim for people: its type and words, its fields, what it lacks, who says it."""
    from headstamp.values import visible

    say(f"{claim.id} {claim.type.value}{_manner(claim)}: '{visible(_line(claim.quote))}'", 0, 4)
    fields = "; ".join(f"{one.name} {_told(one)}" for one in claim.slots)
    if fields:
        say(visible(fields), 4, 4)
    if claim.missing:
        say(f"not stated: {', '.join(claim.missing)}", 4, 4)
    if claim.attribution:
        said = ", ".join(f"{one.source.name} ({one.how})" for one in claim.attribution)
        say(f"by {visible(_line(said))}", 4, 4)


def _manner(claim: Claim) -> str:
    told = [] if claim.modality.value == "asserted" else [claim.modality.value]
    told += ["denied"] if claim.negated else []
    return f" ({', '.join(told)})" if told else ""


def _told(slot: Slot) -> str:
    value = slot.value
    values = value if isinstance(value, tuple) else (value,)
    words = ", ".join(str(getattr(one, "name", None) or getattr(one, "words", None) or one) for one in values)
    inferred = f" (from characters {slot.start}-{slot.end})" if slot.basis.value == "inferred" else ""
    return _line(words) + inferred


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())
