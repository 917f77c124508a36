"""Writing an embedding model as ONNX, with all that ONNX Runtime needs to run it alone."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Final

from activescreen.errors import ModelError
from activescreen.features.embedding_model import LocatedModel

INPUTS: Final = ("input_ids", "attention_mask")
OUTPUT: Final = "sentence_embedding"
TOKENIZER_KEY: Final = "tokenizer"
"""Where in the file's metadata the tokenizer lies, as JSON."""

_REVISION: Final = 1
"""To be raised with every change of what is exported."""

_OPSET: Final = 23
"""The first with an operator for attention."""

_LARGEST: Final = 2_000_000_000
"""Bytes of weights; an ONNX file in one piece holds at most 2 GiB."""

_SUPPORTED: Final = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


def exporter() -> str:
    """What exports: another one makes another file."""
    return f"{_REVISION}-torch-{version('torch')}-transformers-{version('transformers')}"


def export(model: Any, located: LocatedModel) -> bytes:
    """The transformer, mean pooling and normalisation as one ONNX graph for any batch and length.

    The tokenizer, with the model's greatest length, is put into the file's metadata.

    Parameters
    ----------
    model
        The loaded ``sentence_transformers.SentenceTransformer``, on the processor.
    located
        Where it lies, for messages.

    Raises
    ------
    ModelError
        If the model is built otherwise, or cannot be exported.
    """
    _check(model, located)
    import torch

    program: Any
    with _quiet():
        try:
            program = torch.onnx.export(
                _sentence_module(model[0].auto_model),
                _example(model),
                input_names=list(INPUTS),
                output_names=[OUTPUT],
                dynamic_shapes=[{0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}] * 2,
                opset_version=_OPSET,
                dynamo=True,
                external_data=False,
                verbose=False,
            )
        except torch.onnx.OnnxExporterError as error:
            raise _refusal(located, "its transformer cannot be exported") from error
    graph = program.model_proto
    graph.metadata_props.add(key=TOKENIZER_KEY, value=_tokenizer(model))
    data: bytes = graph.SerializeToString()
    return data


def _check(model: Any, located: LocatedModel) -> None:
    modules = [type(module).__name__ for module in model]
    if modules not in _SUPPORTED:
        raise _refusal(located, f"it consists of {', '.join(modules)}")
    if model[1].pooling_mode != "mean":
        raise _refusal(located, f"its pooling is '{model[1].pooling_mode}'")
    if model.prompts.get(model.default_prompt_name):
        raise _refusal(located, "it puts a prompt before every text")
    if not getattr(model.tokenizer, "is_fast", False):
        raise _refusal(located, "its tokenizer is not of the library 'tokenizers'")
    if (located.path / "model.safetensors").stat().st_size > _LARGEST:
        raise _refusal(located, "it is larger than 2 GB")


def _refusal(located: LocatedModel, why: str) -> ModelError:
    return ModelError(
        f"The embedding model '{located.name}' cannot run with ONNX Runtime: {why}.",
        where=str(located.path),
        remedy="Models of a transformer, mean pooling and, perhaps, normalisation can. Choose "
        "'backend: torch' for this one.",
    )


def _sentence_module(transformer: Any) -> Any:
    import torch

    class Sentence(torch.nn.Module):  # type: ignore[misc]  # torch's types are not followed
        """Mean of the tokens' vectors, divided by its length."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask)
            tokens = tokens.last_hidden_state.float()
            mask = attention_mask.unsqueeze(-1).float()
            mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return Sentence().eval()


def _example(model: Any) -> tuple[Any, ...]:
    # Two texts of different lengths: a size of one, or no padding, would be taken as fixed.
    tokens = model.tokenizer(
        ["A short text.", "A text that is somewhat longer."], padding=True, return_tensors="pt"
    )
    return tuple(tokens[name] for name in INPUTS)


def _tokenizer(model: Any) -> str:
    from tokenizers import Tokenizer

    whole = model.tokenizer
    # A copy: the lengths that are set here are not to change the model's own.
    tokenizer = Tokenizer.from_str(whole.backend_tokenizer.to_str())
    if model.max_seq_length is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(model.max_seq_length, direction=whole.truncation_side)
    tokenizer.enable_padding(
        direction=whole.padding_side,
        pad_id=whole.pad_token_id,
        pad_type_id=whole.pad_token_type_id,
        pad_token=whole.pad_token,
    )
    return str(tokenizer.to_str())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what the exporter says about its own libraries."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)  # that torchvision, which nobody needs here, is missing
    try:
        with warnings.catch_warnings():
            # PyTorch calls what it has itself deprecated.
            warnings.filterwarnings("ignore", ".*LeafSpec.*", FutureWarning)
            yield
    finally:
        logger.setLevel(level)
