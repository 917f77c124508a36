"""The floors hold, and no source file does what the house does not do."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "activescreen"
FILES = sorted(SOURCE.rglob("*.py"))
GENERATORS = {"default_rng", "Generator", "SeedSequence", "BitGenerator"}


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def found(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind in the sources, with its place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_imports_only_go_down_the_floors():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_says_what_it_is_for():
    assert [path.name for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_only_the_command_line_prints():
    calls = [place for place, call in found(ast.Call) if dotted(call.func) == "print"]
    assert [place for place in calls if not place.startswith("cli")] == []


def test_nothing_is_caught_blindly():
    assert [place for place, node in found(ast.ExceptHandler) if node.type is None] == []


def test_nothing_is_asserted():
    assert list(found(ast.Assert)) == []


def test_chance_comes_from_a_generator():
    shared = [
        (place, name)
        for place, node in found(ast.Attribute)
        if (name := dotted(node)).startswith(("np.random.", "numpy.random."))
        and name.split(".")[2] not in GENERATORS
    ]
    assert shared == []
    assert [place for place, module, _ in imports() if module.split(".")[0] == "random"] == []


def test_no_pickle_is_read():
    forbidden = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    assert [place for place, module, _ in imports() if module.split(".")[0] in forbidden] == []


def imports() -> Iterator[tuple[str, str, str]]:
    """(place, module, name) of every import."""
    for place, node in found((ast.Import, ast.ImportFrom)):
        for alias in node.names:
            module = alias.name if isinstance(node, ast.Import) else node.module or ""
            yield place, module, alias.name
