"""``activescreen rules``: what there is to choose from, and how far each may be relied on."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from activescreen.cli import console
from activescreen.cli.rules_example import estimate_statement, rule_statement
from activescreen.registry import Registry
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


def run(name: str | None) -> None:
    """Print all of them, or explain one.

    Raises
    ------
    ConfigurationError
        If nothing has that name; near names are offered.
    """
    if name is None:
        console.out.print(_table())
        console.say(
            "\nRules say when to stop; those with * also estimate recall, as do the estimates."
        )
        console.say("'activescreen rules NAME' explains one of them.")
        return
    kinds = [(kind, registry) for kind, registry in _KINDS if name in registry]
    for kind, registry in kinds or _nearest(name):
        _explain(kind, registry, name)


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


def _explain(kind: str, registry: Registry[Any], name: str) -> None:
    part = registry.create(name)
    console.out.print(Text.assemble((name, "bold"), f"  {kind}, {part.badge.value}"))
    console.say(part.about.line)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True, style="bold")
    facts.add_column()
    for head, text in (
        ("paper", part.about.paper),
        ("assumes", part.about.assumes),
        ("looks at", part.about.needs.value),
        ("badge", f"{part.badge.value}: {_MEANING[part.badge]}"),
    ):
        facts.add_row(head, Text(text))
    settings = ", ".join(_settings(registry, name))
    facts.add_row("settings", Text(settings or "none"))
    console.out.print(Padding(facts, (1, 0)))
    console.say(_description(part))
    statement = rule_statement(part) if registry is RULES else estimate_statement(part)
    console.say(f"\nWhat it says, on a made-up review: {statement}")


def _settings(registry: Registry[Any], name: str) -> Iterator[str]:
    for setting in inspect.signature(registry.factory(name)).parameters.values():
        if setting.kind in (setting.VAR_POSITIONAL, setting.VAR_KEYWORD):
            continue
        required = setting.default is setting.empty
        yield setting.name if required else f"{setting.name}={setting.default!r}"


def _description(part: object) -> str:
    """The first part of the documentation, which says what may be claimed and when."""
    text = inspect.cleandoc(type(part).__doc__ or "")
    said = text.partition("\nParameters")[0]
    paragraphs = [" ".join(lines.split()) for lines in said.split("\n\n")]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _nearest(name: str) -> list[tuple[str, Registry[Any]]]:
    """The kind of part with a name like this one; its registry then says that it has no such."""
    known = [part for _, parts in _KINDS for part in parts]
    near = get_close_matches(name, known, n=1)
    return [(kind, parts) for kind, parts in _KINDS if set(near) & set(parts)][:1] or [_KINDS[0]]
