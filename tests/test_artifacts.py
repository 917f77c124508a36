"""A saved model ranks as before, and a file that is not the one meant is refused."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen import artifacts
from activescreen.configuration import Configuration
from activescreen.errors import ModelError
from activescreen.learner import ActiveLearner
from activescreen.ledger import Ledger
from activescreen.records import Record, RecordSet, Source

TFIDF = {"kind": "tfidf"}
FUSED = {"kind": "fused", "parts": [TFIDF, {"kind": "tfidf", "max_ngram": 1, "weight": 0.5}]}


def configuration(classifier="svm", features=TFIDF):
    return Configuration(
        "mine", "", ("title", "abstract"), features, {"kind": classifier}, {"kind": "relevance"}
    )


def fitted(review, **parts):
    records, labels = review
    known = {records.ids[place]: bool(labels[place]) for place in range(60)}
    learner = ActiveLearner(configuration(**parts), seed=4, question="topic1 of what?")
    return learner.fit(Ledger(records, priors=known).freeze())


@pytest.fixture(scope="session")
def saved(review, tmp_path_factory):
    """A model file and its hash."""
    path = tmp_path_factory.mktemp("model") / "kept.acsmodel"
    return path, artifacts.save(fitted(review), path)


@pytest.fixture(scope="session")
def later():
    """Records of a later search."""
    rng = np.random.default_rng(2)
    words = [f"common{i}" for i in range(60)] + [f"topic{i}" for i in range(8)]
    return RecordSet(
        Record(" ".join(rng.choice(words, 9)), Source("later.csv", row)) for row in range(40)
    )


@pytest.mark.parametrize("classifier", ["svm", "logistic", "naive_bayes", "ensemble"])
@pytest.mark.parametrize("features", [TFIDF, FUSED], ids=["tfidf", "fused"])
def test_a_loaded_model_ranks_a_later_search_as_the_saved_one(
    review, later, tmp_path, classifier, features
):
    learner = fitted(review, classifier=classifier, features=features)
    sha256 = artifacts.save(learner, tmp_path / "model")
    loaded = artifacts.load(tmp_path / "model", sha256)
    before, after = learner.rank(later), loaded.rank(later)
    assert after.positions.tolist() == before.positions.tolist()
    np.testing.assert_array_equal(after.scores, before.scores)
    assert after.model_hash == before.model_hash


def test_settings_come_back(saved, review):
    loaded = artifacts.load(saved[0])
    learner = fitted(review)
    assert loaded.configuration == learner.configuration
    assert (loaded.seed, loaded.question) == (4, "topic1 of what?")
    assert loaded.model_hash == learner.model_hash
    assert loaded.has_model


def test_the_same_model_gives_the_same_file(saved, review, tmp_path):
    path, sha256 = saved
    assert artifacts.save(fitted(review), tmp_path / "again") == sha256
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def test_saving_replaces_the_file_as_a_whole_and_leaves_nothing_beside_it(review, tmp_path):
    (tmp_path / "model").write_text("an older one")
    artifacts.save(fitted(review), tmp_path / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert artifacts.load(tmp_path / "model").has_model


def test_there_is_no_pickle_in_it(saved):
    with zipfile.ZipFile(saved[0]) as archive:
        names = archive.namelist()
        assert {name.rpartition(".")[2] for name in names} == {"json", "npy"}
        for name in names:
            if name.endswith(".npy"):
                np.load(io.BytesIO(archive.read(name)), allow_pickle=False)


def test_a_learner_that_has_learned_nothing_is_not_saved(review, tmp_path):
    records, _ = review
    learner = ActiveLearner(configuration()).fit(Ledger(records).freeze())
    with pytest.raises(ModelError, match="no model yet"):
        artifacts.save(learner, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["absent", ""])
def test_no_file_is_said(tmp_path, name):
    with pytest.raises(ModelError, match="no model file"):
        artifacts.load(tmp_path / name)


def test_another_file_than_the_one_meant_is_refused(saved):
    path, sha256 = saved
    assert artifacts.load(path, sha256.upper()).has_model
    with pytest.raises(ModelError, match="not the one meant"):
        artifacts.load(path, "0" * 64)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_no_damage_goes_unnoticed(saved, data, tmp_path_factory):
    """One byte changed anywhere, or the end cut off: refused, or a byte that says nothing."""
    packed = saved[0].read_bytes()
    place = data.draw(st.integers(0, len(packed) - 1))
    if data.draw(st.booleans()):
        broken = packed[:place]
    else:
        changed = packed[place] ^ data.draw(st.integers(1, 255))
        broken = packed[:place] + bytes([changed]) + packed[place + 1 :]
    path = tmp_path_factory.getbasetemp() / "broken.acsmodel"
    path.write_bytes(broken)
    with pytest.raises(ModelError):
        artifacts.load(path, saved[1])
    try:
        loaded = artifacts.load(path)
    except ModelError:
        return
    # Such as the date of a member in the zip's directory.
    assert loaded.model_hash == artifacts.load(saved[0]).model_hash


def repacked(source, target, change):
    """The model with its manifest changed by a function."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = change(json.loads(members["manifest.json"]))
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, json.dumps(manifest) if name == "manifest.json" else content)
    return target


def test_a_later_format_asks_for_a_later_version(saved, tmp_path):
    path = repacked(saved[0], tmp_path / "model", lambda manifest: manifest | {"format": 2})
    with pytest.raises(ModelError, match="has format 2, this version reads 1"):
        artifacts.load(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: [],
        lambda manifest: {"format": 1},
        lambda manifest: manifest | {"sha256": "none"},
        lambda manifest: manifest | {"sha256": {}},
        lambda manifest: manifest | {"sha256": manifest["sha256"] | {"more.npy": "0" * 64}},
    ],
)
def test_a_manifest_that_does_not_fit_is_damage(saved, tmp_path, change):
    path = repacked(saved[0], tmp_path / "model", change)
    with pytest.raises(ModelError, match="not an undamaged model file"):
        artifacts.load(path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_no_model_at_all_is_damage(tmp_path, content):
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(ModelError, match="not an undamaged model file"):
        artifacts.load(tmp_path / "model")
