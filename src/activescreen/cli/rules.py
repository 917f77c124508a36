"""``activescreen rules``: what there is to choose from, and how far each may be relied on."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from activescreen.cli import console
from activescreen.cli.rules_example import estimate_statement, rule_statement
from activescreen.evaluation.rule_spec import parse_part
from activescreen.registry import Registry
from activescreen.settings import plain_value, settings_of
from activescreen.stopping import ESTIMATORS, RULES, Badge

_MEANING: Final = {
    Badge.CERTIFIED: "Wrong in at most a stated share of checks, whatever the truth, however good "
    "the ranking and however often one looks.",
    Badge.ONE_LOOK: "The same if you look exactly once, at a moment fixed beforehand.",
    Badge.MODEL_BASED: "Right if its model of your review is right, which nobody can know.",
    Badge.HEURISTIC: "A habit or a figure without any guarantee: it advises, it claims nothing.",
}
_KINDS: Final[tuple[tuple[str, Registry[Any]], ...]] = (
    ("rule", RULES),
    ("estimate", ESTIMATORS),
)


def run(text: str | None) -> None:
    """Print all of them, or explain one.

    Parameters
    ----------
    text
        A name, or a name with settings as ``evaluate`` prints it: ``NAME:SETTING=VALUE``.

    Raises
    ------
    ConfigurationError
        If nothing has that name, near names are offered; or it has no such setting.
    """
    if text is None:
        console.out.print(_table())
        console.prose(
            "\nRules say when to stop; those with * also estimate recall, as do the estimates."
        )
        console.prose("'activescreen rules NAME' explains one of them.")
        return
    name, colon, settings = text.partition(":")
    kinds = [(kind, registry) for kind, registry in _KINDS if name in registry] or _nearest(name)
    if colon and len(kinds) > 1:
        # What has the setting is meant; if neither has, the rule says what it has.
        kinds = [kind for kind in kinds if _takes(kind[1], name, settings)] or kinds[:1]
    for kind, registry in kinds:
        _explain(kind, registry, text)


def _takes(registry: Registry[Any], name: str, settings: str) -> bool:
    known = {setting.name for setting in settings_of(registry.factory(name))[0]}
    return {pair.partition("=")[0].strip() for pair in settings.split(":")} <= known


def _table() -> Table:
    """One line a name, under the heading of its badge; * marks what also estimates recall."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for badge in Badge:
        listed: dict[str, tuple[str, str]] = {}
        for kind, registry in _KINDS:
            for name, part in _parts(registry):
                if part.badge is badge:
                    both = name in listed
                    mark = "*" if both else "" if kind == "rule" else " (estimate)"
                    listed[name] = (mark, part.about.line)
        if listed:
            table.add_row(Text(badge.value, style="bold"), Text(_MEANING[badge], style="dim"))
        for name, (mark, line) in listed.items():
            table.add_row(f"  {name}{mark}", line)
        table.add_section()
    return table


def _parts(registry: Registry[Any]) -> Iterator[tuple[str, Any]]:
    for name in registry:
        yield name, registry.create(name)


def _explain(kind: str, registry: Registry[Any], text: str) -> None:
    name, given = parse_part(registry, text)
    part = registry.create(name, **given)
    said = ":".join([name, *(f"{key}={value}" for key, value in given.items())])
    console.out.print(Text.assemble((said, "bold"), f"  {kind}, {part.badge.value}"))
    console.prose(part.about.line)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True, style="bold")
    facts.add_column()
    for head, told in (
        ("paper", part.about.paper),
        ("assumes", part.about.assumes),
        ("looks at", part.about.needs.value),
        ("badge", f"{part.badge.value}: {_MEANING[part.badge]}"),
    ):
        facts.add_row(head, Text(told))
    settings = ", ".join(_settings(registry, name, given))
    facts.add_row("settings", Text(settings or "none"))
    console.out.print(Padding(facts, (1, 0)))
    console.prose(_description(part))
    statement = rule_statement(part) if registry is RULES else estimate_statement(part)
    console.prose(f"\nWhat it says, on a made-up review: {statement}")


def _settings(registry: Registry[Any], name: str, given: Mapping[str, Any]) -> Iterator[str]:
    for setting in settings_of(registry.factory(name))[0]:
        if setting.name in given or not setting.required:
            yield f"{setting.name}={plain_value(given.get(setting.name, setting.default))}"
        else:
            yield setting.name


def _description(part: object) -> str:
    """The first part of the documentation, which says what may be claimed and when."""
    text = inspect.cleandoc(type(part).__doc__ or "")
    said = _as_told(text.partition("\nParameters")[0], type(part).__name__)
    paragraphs = [" ".join(lines.split()) for lines in said.split("\n\n")]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _as_told(documentation: str, mine: str) -> str:
    """Documentation without its markup, other parts called by the names that people type."""
    named = {
        getattr(registry.factory(name), "__name__", ""): (kind, name)
        for kind, registry in _KINDS
        for name in registry
    }

    def told(found: re.Match[str]) -> str:
        kind, name = named.get(found[2], ("", found[2]))
        # A rule and an estimate may have one name.
        same = kind and name == named.get(mine, ("", ""))[1]
        return f"the {kind} {name}" if same else name

    return re.sub(r"(`+)(.+?)\1", told, documentation)


def _nearest(name: str) -> list[tuple[str, Registry[Any]]]:
    """The kind of part with a name like this one; its registry then says that it has no such."""
    known = [part for _, parts in _KINDS for part in parts]
    near = get_close_matches(name, known, n=1)
    return [(kind, parts) for kind, parts in _KINDS if set(near) & set(parts)][:1] or [_KINDS[0]]
