from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.hamming import HammingIndex, apart, distances


def flipped(code: NDArray[np.uint64], count: int, rng: np.random.Generator) -> NDArray[np.uint64]:
    made = code.copy()
    for bit in rng.choice(256, count, replace=False).tolist():
        made[bit // 64] ^= np.uint64(1 << (bit % 64))
    return made


def random_codes(count: int, rng: np.random.Generator) -> NDArray[np.uint64]:
    return rng.integers(0, 2**64, (count, 4), dtype=np.uint64)


@pytest.mark.parametrize("radius", [0, 5, 31, 60])
def test_what_it_finds_is_what_comparing_all_finds(radius: int) -> None:
    rng = np.random.default_rng(radius)
    codes = random_codes(6000, rng)
    codes[3000:3600] = [flipped(code, int(rng.integers(0, 64)), rng) for code in codes[:600]]
    index = HammingIndex()
    for start in range(0, len(codes), 1000):
        index.add(codes[start : start + 1000])
    for code in codes[:600:23]:
        far = distances(code[None], codes)[0]
        places, found = index.near(code, radius)
        assert places.tolist() == np.flatnonzero(far <= radius).tolist()
        assert found.tolist() == far[far <= radius].tolist()


def test_the_farthest_of_the_near_is_found_however_its_bits_lie() -> None:
    rng = np.random.default_rng(1)
    code = random_codes(1, rng)
    index = HammingIndex()
    index.add(np.stack([flipped(code[0], 31, rng) for _ in range(400)]))
    index.seal()
    assert len(index.near(code[0], 31)[0]) == 400


def test_an_empty_index_finds_nothing() -> None:
    places, far = HammingIndex().near(np.zeros(4, np.uint64))
    assert len(places) == len(far) == 0


def test_bits_that_differ_are_counted_up_to_all_of_them() -> None:
    rng = np.random.default_rng(2)
    code = random_codes(1, rng)
    others = np.stack([flipped(code[0], count, rng) for count in range(257)])
    assert apart(others, code).tolist() == list(range(257))
