"""How fast sentence embeddings are computed: PyTorch beside ONNX Runtime, on the processor.

All combinations of backend, threads and batch size take turns on the same texts, a chunk at a
time, so that a busy machine slows all of them; compare ratios. Then the time from the start of a
process to its first vector. Texts and combinations are set out in embedding.yaml.

    python experiments/embedding.py [--date YYYY-MM-DD]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
import torch
from _common import RESULTS, Row, parser_of, read_truth, settings_of, tell, write_results
from numpy.typing import NDArray

from activescreen.features.embedding_model import load, locate
from activescreen.features.onnx_encoder import OnnxEncoder, load_encoder

STUDY: Final = "embedding"
PACKAGES: Final = ("numpy", "torch", "sentence-transformers", "transformers", "onnxruntime")
TORCH: Final = "torch"
ONNX: Final = "onnx"

Encode = Callable[[Sequence[str], int], NDArray[np.float32]]


def texts_of(settings: dict[str, Any]) -> list[str]:
    """Titles and abstracts, the longest first."""
    texts = read_truth(settings["review"]).records.texts(("title", "abstract"))
    rng = np.random.default_rng(settings["seed"])
    chosen = rng.choice(len(texts), size=settings["texts"], replace=False)
    return sorted((texts[i] for i in chosen), key=len, reverse=True)


def torch_encoder(threads: int) -> Encode:
    """PyTorch, by sentence-transformers as in `Embedding`."""
    model = load(locate())

    def encode(texts: Sequence[str], batch: int) -> NDArray[np.float32]:
        torch.set_num_threads(threads)
        vectors: NDArray[np.float32] = model.encode(
            list(texts), batch_size=batch, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    return encode


def encoders_of(settings: dict[str, Any], exports: Path) -> dict[tuple[str, int], Encode]:
    """(backend, threads) -> what embeds."""
    encoders: dict[tuple[str, int], Encode] = {}
    for threads in settings["threads"]:
        encoders[TORCH, threads] = torch_encoder(threads)
        encoder: OnnxEncoder = load_encoder(locate(), exports, threads)
        encoders[ONNX, threads] = encoder.encode
    return encoders


def measure(settings: dict[str, Any], exports: Path) -> tuple[list[Row], float]:
    """A row for each chunk and combination; the greatest difference between the vectors."""
    texts, size = texts_of(settings), settings["chunk"]
    encoders = encoders_of(settings, exports)
    turns = list(product(encoders, settings["batches"]))
    for key, batch in turns:
        encoders[key](texts[:batch], batch)  # what the first run sets up is not timed
    rows: list[Row] = []
    off = 0.0
    for number, start in enumerate(range(0, len(texts), size), 1):
        chunk = texts[start : start + size]
        vectors = []
        # Whoever goes first changes.
        for (backend, threads), batch in turns if number % 2 else reversed(turns):
            load_before, begun = os.getloadavg()[0], perf_counter()
            vectors.append(encoders[backend, threads](chunk, batch))
            seconds = perf_counter() - begun
            rows.append(_row("embed", number, len(chunk), backend, threads, batch, seconds))
            rows[-1] = {**rows[-1], "load_1_min": round(load_before, 2)}
        off = max(off, *(float(np.abs(other - vectors[0]).max()) for other in vectors))
        tell(f"chunk {number} of {len(texts) // size}, load {rows[-1]['load_1_min']}")
    return rows, off


def _row(
    what: str, turn: int, texts: int, backend: str, threads: int, batch: int, seconds: float
) -> Row:
    return {
        "what": what,
        "turn": turn,
        "texts": texts,
        "backend": backend,
        "threads": threads,
        "batch": batch,
        "seconds": round(seconds, 4),
    }


def measure_starts(settings: dict[str, Any], cache: Path) -> list[Row]:
    """Processes that embed one text each, the model having been exported before."""
    script = (
        "import sys; from activescreen.features.embedding import Embedding; "
        "Embedding(cache_folder=sys.argv[1], backend=sys.argv[2]).transform([sys.argv[3]])"
    )
    rows: list[Row] = []
    # The first turn fills the system's file cache and is not kept.
    for turn in range(settings["starts"] + 1):
        for backend in (TORCH, ONNX) if turn % 2 else (ONNX, TORCH):
            before, begun = os.getloadavg()[0], perf_counter()
            command = [sys.executable, "-c", script, str(cache), backend, f"text {turn}"]
            subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
            row = _row("start", turn, 1, backend, 1, 1, perf_counter() - begun)
            rows.append({**row, "load_1_min": round(before, 2)})
    return [row for row in rows if row["turn"]]


def show(rows: pd.DataFrame) -> None:
    """Throughput, and ONNX Runtime's beside PyTorch's."""
    embedded = rows[rows["what"] == "embed"]
    print(f"\n{'':16}{'records/s':>17}   {'ratio':>6}   by chunk (least, median, most)")
    print(f"{'threads  batch':16}{TORCH:>8} {ONNX:>8}")
    for (threads, batch), group in embedded.groupby(["threads", "batch"]):
        seconds = group.pivot_table(index="turn", columns="backend", values="seconds")
        total = seconds.sum()
        rate = group.groupby("backend")["texts"].sum() / total
        by_chunk = seconds[TORCH] / seconds[ONNX]
        print(
            f"{threads:7} {batch:6}  {rate[TORCH]:8.1f} {rate[ONNX]:8.1f}   "
            f"{total[TORCH] / total[ONNX]:6.2f}   "
            f"{by_chunk.min():.2f}, {by_chunk.median():.2f}, {by_chunk.max():.2f}"
        )
    print("ratio: ONNX Runtime's records/s divided by PyTorch's; more than 1: it is faster")
    starts = rows[rows["what"] == "start"].groupby("backend")["seconds"]
    times = {name: median(values) for name, values in starts}
    print(
        f"From the start of a process to its first vector, one thread: {TORCH} "
        f"{times[TORCH]:.1f} s, {ONNX} {times[ONNX]:.1f} s; medians."
    )
    print(f"1-minute load: {rows['load_1_min'].min()} to {rows['load_1_min'].max()}.")


def main() -> None:
    settings = settings_of(STUDY)
    options = parser_of(__doc__).parse_args()
    # Tokenizers would otherwise use every core, whatever the number of threads.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        tell("exporting the model")
        rows, off = measure(settings, cache / "onnx")
        tell("starting processes")
        rows += measure_starts(settings, cache)
    write_results(
        RESULTS / f"{STUDY}.csv",
        rows,
        f"python experiments/{STUDY}.py",
        PACKAGES,
        options.date,
        [
            f"{settings['texts']} texts of {settings['review']}, seed {settings['seed']}; "
            f"{os.cpu_count()} cores; greatest difference between vectors {off:.1e}",
        ],
    )
    show(pd.DataFrame(rows))


if __name__ == "__main__":
    main()
