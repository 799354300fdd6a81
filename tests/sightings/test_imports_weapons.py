"""A weapon that finds no place in the tree is rejected at import; the case stays usable."""

from __future__ import annotations

from pathlib import Path

from headstamp import Case

ROWS = """id,name,level,parent
g1,Big Gun,model,nowhere
g2,Small Gun,model,towed-gun
g3,Loop Gun,model,g3
g4,Big Gun Mk 2,variant,g1
"""


def test_rows_without_a_place_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    (tmp_path / "weapons.csv").write_text(ROWS, encoding="utf-8")
    with Case.create(tmp_path / "case") as case:
        done = case.import_table("weapons", tmp_path / "weapons.csv")
        assert (done.read, done.new, done.same) == (4, 1, 0)
        assert [one.line for one in done.rejected] == [2, 4, 5]
        assert case.catalogue.node("g2").parent == "towed-gun"


def test_a_parent_may_come_in_the_same_file_or_an_earlier_one(tmp_path: Path) -> None:
    first = "id,name,level,parent\nfam,Gun family,family,towed-gun\nm1,Gun One,model,fam\n"
    later = "id,name,level,parent\nm2,Gun Two,model,fam\n"
    with Case.create(tmp_path / "case") as case:
        for text in (first, later):
            (tmp_path / "weapons.csv").write_text(text, encoding="utf-8")
            assert case.import_table("weapons", tmp_path / "weapons.csv").rejected == ()
        assert case.catalogue.ancestors("m2")[0] == "fam"
