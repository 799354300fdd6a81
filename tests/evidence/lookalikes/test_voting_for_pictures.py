from __future__ import annotations

import numpy as np
from made_pictures import picture

from headstamp.evidence.lookalikes.features import Features, features_of
from headstamp.evidence.lookalikes.voting import FeatureIndex, Proposal

EVERY = [features_of(picture(seed))[0] for seed in range(70, 82)]
CROPPED = features_of(np.ascontiguousarray(picture(73)[40:300, 90:440]))[0]


def voted(*, sealed_after: set[int]) -> list[Proposal]:
    index = FeatureIndex()
    for place, features in enumerate(EVERY):
        index.add(features)
        if place in sealed_after:
            index.seal()
    return index.propose(CROPPED)


def test_a_crop_votes_for_the_picture_it_was_cut_from_far_above_chance() -> None:
    found = voted(sealed_after=set())
    assert found[0].place == 3
    assert all(found[0].votes > 3 * one.votes for one in found[1:])


def test_how_the_index_was_put_in_order_does_not_change_the_votes() -> None:
    whole = voted(sealed_after=set())
    assert voted(sealed_after={0, 1, 5}) == whole
    assert voted(sealed_after=set(range(len(EVERY)))) == whole


def test_a_picture_that_everybody_posted_has_no_vote_of_its_own() -> None:
    index = FeatureIndex()
    for _ in range(60):
        index.add(EVERY[0])
    assert index.propose(EVERY[0]) == []


def test_a_picture_without_features_proposes_nothing_and_is_proposed_by_none() -> None:
    index, none = FeatureIndex(), np.empty(0, np.float32)
    bare = Features(np.empty((0, 2), np.float32), none, none, np.empty((0, 32), np.uint8))
    index.add(bare)
    assert index.propose(EVERY[0]) == []
    index.add(EVERY[0])
    assert index.propose(bare) == []
    assert [one.place for one in index.propose(EVERY[0])] == [1]
