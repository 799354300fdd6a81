"""What Atlos exports: the CSV of incidents, and the full export with all source material.

The full export is read over an unpacked folder or over the members of its ZIP. Incidents are told; each
artifact of their source material is a file. Atlos names an artifact by its kind alone, so that two of one
kind share a name in the ZIP: these are matched by no name and stay among the files that nobody names.
"""

from __future__ import annotations

import mimetypes
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import LARGEST_JSON, as_list, as_object, flat, merged, parse_json, text_of
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.exchange.reading import Reading
from headstamp.exchange.sheet import own_cells, read_sheet, rejected_rows
from headstamp.values import Json

CSV = "atlos-csv"
EXPORT = "atlos-export"
_SOURCE = re.compile(r"source_[0-9]+")
_MOST_ATTRIBUTES = 512  # as many as Atlos allows
_NO_FILE = "Its folder holds no single file of this kind."
_ELSEWHERE = ("versions", "source_material", "updates", "project_attributes")


def read_atlos_csv(table_file: Path, contents: Contents) -> Reading:
    """Read the CSV of incidents; it names no files, so every source is one that is missing.

    Raises:
        NotFound, ExportUnreadable, TableUnreadable: the table cannot be read.
    """
    table = read_sheet(table_file)
    gathering = Gathering(CSV, contents)
    count = gathering.own(table_file)
    rejected_rows(table, count)
    for row in table.rows:
        facts = own_cells(row.cells)
        if "sensitive" in facts:
            facts["sensitive"] = facts["sensitive"].replace(", ", "; ")
        slug = facts.get("slug", "")
        gathering.tell("incident", slug or f"{count.file}, line {row.line}", facts)
        sources = [facts.pop(column) for column in [*facts] if _SOURCE.fullmatch(column)]
        about = {f"incident.{name}": told for name, told in facts.items() if name != "sensitive"}
        about |= {"sensitive": facts.get("sensitive", ""), "import.line": str(row.line)}
        about |= {"import.format": CSV, "import.file": count.file}
        for source in sources:
            account = Account(source=source, how="Atlos", note=facts.get("description", ""), facts=about)
            gathering.lack(account, "The CSV of Atlos names no files; export the incidents in full.")
        count.close(row.line, [] if slug else ["The row has no slug."])
    return gathering.done()


def is_incident(value: Json) -> bool:
    """Whether a metadata.json is that of an incident."""
    return isinstance(value, dict) and "slug" in value and any(key.startswith("attr_") for key in value)


def is_source_material(value: Json) -> bool:
    """Whether a metadata.json is that of source material."""
    return (
        isinstance(value, dict) and "source_url" in value and ("artifacts" in value or "scoped_id" in value)
    )


def read_atlos_export(contents: Contents) -> Reading:
    """Read a full export.

    A file that is broken is entered in the ledger; the rest is read all the same.
    """
    gathering = Gathering(EXPORT, contents)
    incidents: dict[str, dict[str, Json]] = {}
    materials: dict[str, dict[str, Json]] = {}
    for name in contents:
        last = name.rpartition("/")[2]
        if last in ("updates.json", "README.txt"):
            gathering.own(contents.files[name], name).remark(None, "Kept as it is; its lines are not read.")
        if last not in ("metadata.json", "project.json"):
            continue
        count = gathering.own(contents.files[name], name)
        folder = name.rpartition("/")[0]
        try:
            found = parse_json(contents.data(name, LARGEST_JSON), name)
        except ExportUnreadable as error:
            count.reject(None, error.message)
            continue
        if last == "project.json" and isinstance(found, dict):
            gathering.tell("project", text_of(found.get("name")) or folder, flat(found))
        elif is_incident(found):
            incidents[folder] = as_object(found)
        elif is_source_material(found):
            materials[folder] = as_object(found)
        else:
            count.reject(None, "This is neither an incident nor source material of Atlos.")
            continue
        count.close(1, [])
    here: dict[str, set[str]] = defaultdict(set)
    for folder, material in materials.items():
        above = folder.rpartition("/")[0]
        here[above].add(text_of(material.get("id")))
        _material(gathering, folder, material, _incident(incidents.get(above, {})))
    for folder, incident in incidents.items():
        facts = _incident(incident)
        gathering.tell("incident", text_of(incident.get("slug")), facts)
        _without_folder(gathering, incident, facts, here[folder])
    return gathering.done()


def _incident(incident: Mapping[str, Json]) -> dict[str, str]:
    """An incident's facts; attributes of the project under their own names."""
    attributes = [as_object(one) for one in as_list(incident.get("project_attributes"))]
    labelled = [
        {text_of(one.get("name")) or text_of(one.get("id")) or "attribute": text_of(one.get("value"))}
        for one in attributes
    ]
    if len(labelled) > _MOST_ATTRIBUTES:
        labelled = [{"project_attributes": text_of(incident.get("project_attributes"))}]
    plain = flat(incident, without=_ELSEWHERE)
    for key in _ELSEWHERE:
        # What should be a list and is none is not thrown away.
        if not isinstance(incident.get(key), list):
            plain |= flat({key: incident.get(key)})
    sensitive = text_of(incident.get("attr_sensitive"))
    return merged({"sensitive": sensitive} if sensitive else {}, plain, *labelled)


def _about(incident: Mapping[str, str]) -> dict[str, str]:
    """An incident's facts as they stand with its files."""
    about = {f"incident.{name}": told for name, told in incident.items() if name != "sensitive"}
    return about | ({"sensitive": incident["sensitive"]} if "sensitive" in incident else {})


def _material(
    gathering: Gathering, folder: str, material: Mapping[str, Json], incident: Mapping[str, str]
) -> None:
    file = f"{folder}/metadata.json" if folder else "metadata.json"
    count = gathering.ledgers.of(file)
    account = _account(material, incident)
    artifacts = as_list(material.get("artifacts"))
    for told in artifacts:
        artifact = as_object(told)
        if not artifact:
            count.remark(1, f"An artifact is no object: {text_of(told)[:200]}")
            continue
        doubts: list[str] = []
        hashed = text_of(artifact.get("file_hash_sha256"))
        claimed = claims({"sha256": hashed}, doubts)
        for doubt in doubts:
            count.remark(1, doubt)
        kept = replace(
            account,
            how=f"Atlos ({text_of(artifact.get('type')) or 'artifact'})",
            collected=text_of(artifact.get("inserted_at")) or account.collected,
            claimed=claimed,
            facts=merged(account.facts, flat(artifact, "artifact.")),
        )
        names = _names(gathering.contents, folder, artifact)
        gathering.take(names, kept, file, 1, _NO_FILE)
    if not artifacts:
        gathering.lack(account, "Atlos holds no file of this source.")


def _account(material: Mapping[str, Json], incident: Mapping[str, str]) -> Account:
    facts = merged(flat(material, "source_material.", without=("artifacts",)), _about(incident))
    return Account(
        source=text_of(material.get("source_url")),
        collected=text_of(material.get("inserted_at")),
        how="Atlos",
        note=incident.get("attr_description", ""),
        facts=facts,
    )


def _names(contents: Contents, folder: str, artifact: Mapping[str, Json]) -> list[str]:
    """The file that an artifact can only be: of its kind, in the folder of its source material."""
    kind = text_of(artifact.get("type"))
    alike = [
        name
        for name in contents.under(folder)
        if kind and name[len(folder) :].lstrip("/").startswith(f"{kind}_")
    ]
    endings = mimetypes.guess_all_extensions(text_of(artifact.get("mime_type")))
    fitting = [name for name in alike if Path(name).suffix.lower() in endings]
    if len(alike) == 1 or not fitting:
        fitting = alike
    return fitting if len(fitting) == 1 else []


def _without_folder(
    gathering: Gathering, incident: Mapping[str, Json], facts: Mapping[str, str], here: set[str]
) -> None:
    """Source material that an incident lists and that has no folder is missing as a whole."""
    seen = set(here)
    for key in ("versions", "source_material"):
        for one in map(as_object, as_list(incident.get(key))):
            known = text_of(one.get("id"))
            if known in seen or not one:
                continue
            seen.add(known)
            gathering.lack(_account(one, facts), "The export holds no folder of this source material.")
