from pathlib import Path

import pytest

from activescreen.synthetic import SyntheticReview, Truth, generate, read_truth


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> SyntheticReview:
    return generate(tmp_path_factory.mktemp("synthetic"), 42)


@pytest.fixture(scope="session")
def truth(review: SyntheticReview) -> dict[tuple[str, int], Truth]:
    return read_truth(review.truth)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return Path(__file__).resolve().parents[2] / "data"
