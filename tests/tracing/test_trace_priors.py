"""The preset is whole, an edited copy works by its path, and one that does not hold together is refused."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from made_up_world import World, chains

from headstamp.sightings.specs import INCIDENTS
from headstamp.tracing import PriorsUnfit, load
from headstamp.values import NotFound
from headstamp.world import ActorKind, Catalogue

SHIPPED = files("headstamp.tracing").joinpath("data/mixed.toml").read_text(encoding="utf-8")
# A preset may name any number that it wants otherwise.
TEXT = f"""unknown = 0.05
{SHIPPED}
[credibility]
6 = 0.5

[kinds]
default = "non_state_armed_group"

[scenarios.capture-led]
battlefield_capture = 3.0
"""


def edited(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_shipped_preset_is_whole() -> None:
    priors = load()
    assert priors == load("mixed")
    assert [sum(shares.values()) for shares in priors.shares.values()] == pytest.approx(
        [1.0] * len(priors.shares)
    )
    assert {kind.value for kind in ActorKind} <= set(priors.kinds)
    assert all(one.cite or one.id == "own_stock" for one in priors.mechanisms)


def test_every_kind_of_incident_is_an_instance_of_one_mechanism() -> None:
    kinds = [kind for one in load().mechanisms for kind in one.kinds]
    assert sorted(kinds) == sorted(set(kinds))
    column = next(one for one in INCIDENTS.columns if one.name == "kind")
    assert set(kinds) == set(column.choices)


def test_every_node_that_the_preset_names_is_in_the_catalogue() -> None:
    priors, catalogue = load(), Catalogue.load()
    named = {node for one in priors.mechanisms for node in (*one.makes, *one.carries)}
    assert named | set(priors.unseen_stock) - {"default"} <= {one.id for one in catalogue.nodes}


def test_an_edited_copy_works_by_its_path(tmp_path: Path) -> None:
    mine = load(edited(tmp_path, ("unknown = 0.05", "unknown = 0.2"), ('name = "mixed"', 'name = "mine"')))
    assert (mine.name, mine.unknown) == ("mine", 0.2)
    plain, more = World().assess(), World(priors=mine).assess()
    assert more.unknown.probability > 2 * plain.unknown.probability
    assert list(chains(more))[:3] == list(chains(plain))[:3]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("battlefield_capture = 0.29", "battlefield_capture = 0.40", "sum to 1"),
        ("own_stock = 0.82", "dream = 0.82", "described mechanisms"),
        ("unknown = 0.05", "unknown = 1.5", "between 0 and 1"),
        ("unknown = 0.05", "unknown = 0.0", "above 0"),
        ("unknown = 0.05", 'unknown = "much"', "cannot be read"),
        ("spread = 20.0", "", "'spread' is missing"),
        ("unknown = 0.05", "unknown = = 3", "cannot be read"),
        ('default = "non_state_armed_group"', 'default = "nobody"', "no shares"),
        ("capture = 3.0", "capturing = 3.0", "scenario"),
        ("6 = 0.5", "7 = 0.5", "grades 1 to 6"),
        (
            "[credibility]",
            '[[mechanism]]\nid = "own_stock"\nreach = { home = -1.0 }\n[credibility]',
            "own_stock.home",
        ),
    ],
)
def test_a_preset_that_does_not_hold_together_is_refused(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    with pytest.raises(PriorsUnfit, match=why) as caught:
        load(edited(tmp_path, (old, new)))
    assert caught.value.code == "priors-unfit"
    assert caught.value.exit_code == 4
    assert "mine.toml" in str(caught.value)


def test_a_preset_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no preset of priors 'optimistic'"):
        load("optimistic")
