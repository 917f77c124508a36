"""Named learner configurations: which features, which classifier, which query strategy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from activescreen.errors import ConfigurationError

_KEYS = ("summary", "fields", "features", "classifier", "query")


@dataclass(frozen=True)
class Configuration:
    """Everything that decides how a learner ranks, as plain data.

    Attributes
    ----------
    name
        The configuration's name, or its file.
    summary
        One line for people.
    fields
        Which fields of a record are read: of title, abstract, keywords.
    features, classifier, query
        ``kind``, a registered name, and the settings of that kind.
    """

    name: str
    summary: str
    fields: tuple[str, ...]
    features: Mapping[str, Any]
    classifier: Mapping[str, Any]
    query: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """The settings that decide the ranking as canonical JSON; the name is not among them."""
        settings = {k: v for k, v in asdict(self).items() if k not in ("name", "summary")}
        return json.dumps(settings, sort_keys=True)

    def flat(self) -> dict[str, Any]:
        """The settings as dotted names, for tracking."""
        return _flatten({k: v for k, v in asdict(self).items() if k != "summary"})


def configuration_names() -> tuple[str, ...]:
    """Names of the configurations that come with the package."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def load_configuration(name: str) -> Configuration:
    """Read a configuration by name, or from a YAML file of one's own.

    Raises
    ------
    ConfigurationError
        If there is none of that name, or the file is not a configuration.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise ConfigurationError(
                f"There is no configuration file '{name}'.", remedy="Check the path."
            )
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ConfigurationError(
                "This is no UTF-8 text.", where=str(path), remedy="Save the file as UTF-8."
            ) from error
        return _parse(path.stem, text, str(path))
    known = configuration_names()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        raise ConfigurationError(
            f"There is no configuration named '{name}'.",
            remedy=f"{hint}Known are: {', '.join(known)}; or give a .yaml file of your own.",
        )
    text = (_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    return _parse(name, text, f"{name}.yaml")


def model_card(name: str) -> Mapping[str, str]:
    """What the card of a configuration that comes with the package says, by its headings.

    Parameters
    ----------
    name
        The configuration's name; one of one's own has no card, and nothing is said of it.
    """
    if name not in configuration_names():
        return {}
    text = (_folder() / f"{name}.md").read_text(encoding="utf-8")
    found = re.findall(r"^\*\*(.+?)\.\*\* (.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return {heading: " ".join(said.replace("`", "").split()) for heading, said in found}


def _folder() -> Traversable:
    return files("activescreen") / "models"


def _parse(name: str, text: str, where: str) -> Configuration:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"This is not valid YAML: {error}.", where=where, remedy="Correct the file."
        ) from error
    if not isinstance(data, dict) or set(data) != set(_KEYS):
        raise ConfigurationError(
            f"A configuration has exactly the entries {', '.join(_KEYS)}.",
            where=where,
            remedy="Start from one of those in the folder models/.",
        )
    for part in ("features", "classifier", "query"):
        if not isinstance(data[part], dict) or "kind" not in data[part]:
            raise ConfigurationError(
                f"The entry '{part}' names no kind.",
                where=where,
                remedy=f"Write for instance: {part}: {{kind: ...}}.",
            )
    if not isinstance(data["fields"], list):
        raise ConfigurationError(
            "The entry 'fields' is no list.",
            where=where,
            remedy="Write for instance: fields: [title, abstract].",
        )
    return Configuration(
        name=name,
        summary=str(data["summary"]),
        fields=tuple(data["fields"]),
        features=data["features"],
        classifier=data["classifier"],
        query=data["query"],
    )


def _flatten(value: Any, prefix: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, (list, tuple)) and any(isinstance(v, Mapping) for v in value):
        pairs = [(str(i), v) for i, v in enumerate(value)]
    else:
        return {prefix: value}
    flat: dict[str, Any] = {}
    for key, inner in pairs:
        flat |= _flatten(inner, f"{prefix}.{key}" if prefix else str(key))
    return flat
