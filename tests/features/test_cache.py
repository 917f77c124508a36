import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from activescreen.features.cache import EmbeddingCache

DIMENSION = 4
WORKER = """
import sys
import numpy as np
from pathlib import Path
from activescreen.features.cache import EmbeddingCache
first, last = int(sys.argv[2]), int(sys.argv[3])
def embed(texts):
    return np.array([[float(text)] * 4 for text in texts], dtype=np.float32)
cache = EmbeddingCache(Path(sys.argv[1]), "model", 4)
for start in range(first, last, 10):
    cache.get([str(i) for i in range(start, start + 10)], embed)
"""


class Embedder:
    """Turns a number written out into a vector of it, and counts its work."""

    def __init__(self, fail_after: int | None = None) -> None:
        self.seen: list[str] = []
        self.fail_after = fail_after

    def __call__(self, texts: list[str]) -> np.ndarray:
        if self.fail_after is not None and len(self.seen) >= self.fail_after:
            raise KeyboardInterrupt
        self.seen += texts
        return np.array([[float(text)] * DIMENSION for text in texts], dtype=np.float32)


def cache_in(folder: Path, model: str = "model") -> EmbeddingCache:
    return EmbeddingCache(folder, model, DIMENSION)


def numbers(n: int, start: int = 0) -> list[str]:
    return [str(i) for i in range(start, start + n)]


def right(cache: EmbeddingCache, texts: list[str], embed: Embedder) -> bool:
    vectors = cache.get(texts, embed)
    return vectors.dtype == np.float32 and vectors.tolist() == [[float(t)] * 4 for t in texts]


def test_each_text_is_embedded_once_and_in_the_order_asked(tmp_path):
    embed = Embedder()
    assert right(cache_in(tmp_path), ["3", "1", "3", "2"], embed)
    assert sorted(embed.seen) == ["1", "2", "3"]
    assert right(cache_in(tmp_path), ["2", "5", "1"], embed)
    assert sorted(embed.seen) == ["1", "2", "3", "5"]


def test_nothing_asked_touches_no_disk(tmp_path):
    cache = cache_in(tmp_path / "none")
    assert cache.get([], Embedder()).shape == (0, DIMENSION)
    assert cache.missing(["1"]) == 1
    assert len(cache) == 0
    assert not (tmp_path / "none").exists()


def test_missing_counts_different_texts(tmp_path):
    cache = cache_in(tmp_path)
    cache.get(["1"], Embedder())
    assert cache.missing(["1", "2", "2", "3"]) == 2
    assert cache.missing([]) == 0


def test_models_and_dimensions_are_apart(tmp_path):
    cache_in(tmp_path).get(["1"], Embedder())
    assert cache_in(tmp_path, "other").missing(["1"]) == 1
    assert EmbeddingCache(tmp_path, "model", 5).missing(["1"]) == 1


def test_longest_texts_come_first_so_that_batches_are_even(tmp_path):
    embed = Embedder()
    cache_in(tmp_path).get(["1", "333", "22"], embed)
    assert embed.seen == ["333", "22", "1"]


def test_progress_counts_new_texts(tmp_path):
    told: list[tuple[int, int]] = []
    cache_in(tmp_path).get(["0"], Embedder())
    cache_in(tmp_path).get(numbers(301), Embedder(), lambda done, total: told.append((done, total)))
    assert told == [(256, 300), (300, 300)]


def test_an_interruption_keeps_what_is_done(tmp_path):
    texts = numbers(600)
    with pytest.raises(KeyboardInterrupt):
        cache_in(tmp_path).get(texts, Embedder(fail_after=300))
    assert cache_in(tmp_path).missing(texts) == 600 - 512
    rest = Embedder()
    assert right(cache_in(tmp_path), texts, rest)
    assert len(rest.seen) == 600 - 512


@pytest.mark.parametrize("name", ["vectors.float32", "texts.digests"])
@pytest.mark.parametrize("bytes_left", [0, 5, 16 * 4, 16 * 7 + 3])
def test_a_torn_file_is_mended(tmp_path, name, bytes_left):
    cache_in(tmp_path).get(numbers(10), Embedder())
    (path,) = tmp_path.rglob(name)
    with path.open("r+b") as file:
        file.truncate(bytes_left)
    again = Embedder()
    assert cache_in(tmp_path).missing(numbers(10)) == 10 - bytes_left // 16
    assert right(cache_in(tmp_path), numbers(12), again)
    assert len(again.seen) == 12 - bytes_left // 16
    assert right(cache_in(tmp_path), numbers(12), Embedder(fail_after=0))


def test_wrong_shapes_are_not_written(tmp_path):
    cache = cache_in(tmp_path)
    with pytest.raises(ValueError, match=r"expected \(2, 4\), got \(2, 3\)"):
        cache.get(["1", "2"], lambda texts: np.zeros((2, 3), dtype=np.float32))
    assert len(cache) == 0


def test_two_processes_may_write_at_once(tmp_path):
    ranges = [(0, 200), (100, 300)]
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, tmp_path, str(first), str(last)])
        for first, last in ranges
    ]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert right(cache_in(tmp_path), numbers(300), Embedder(fail_after=0))
