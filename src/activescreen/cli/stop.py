"""``activescreen stop price``: what every certified claim still costs, before anyone commits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from rich.table import Table

from activescreen.cli import console
from activescreen.cli.outputs import check_outputs
from activescreen.errors import ConfigurationError, InputError
from activescreen.files import write_whole
from activescreen.rounding import rounded
from activescreen.stopping.base import check_alpha, check_target
from activescreen.stopping.price import Standing, Workload
from activescreen.stopping.price_list import Price, cheapest, price_list
from activescreen.stopping.wording import counted, percent

_USUAL: Final = (Fraction(19, 20), 0.05)
_PLOTS: Final = (".svg", ".png")
NOTHING_FOUND: Final = (
    "Nothing relevant has been found yet, so the expected reading takes none to be left: the least "
    "that it can be. Before the first inclusions this is of little use, unless --left says how "
    "many relevant records you take to be left."
)


@dataclass(frozen=True)
class PriceOptions:
    """The options of the command, as they were typed."""

    records: int
    read: int
    found: int
    left: int | None
    targets: str
    alphas: str
    votes: int
    seconds: float
    json_out: Path | None
    plot: Path | None


def run_price(options: PriceOptions) -> None:
    """Print the price list, write what was asked for."""
    standing = Standing(options.records, options.read, options.found)
    workload = Workload(options.votes, options.seconds)
    targets = list(dict.fromkeys(check_target(t) for t in _listed(options.targets, "--target")))
    alphas = list(dict.fromkeys(_alpha(text) for text in _listed(options.alphas, "--alpha")))
    check_outputs(None, {"--json": options.json_out, "--plot": options.plot})
    if options.plot is not None and options.plot.suffix.lower() not in _PLOTS:
        raise InputError(
            f"A plot cannot be written as '{options.plot.suffix}'.",
            where=str(options.plot),
            remedy="Use a file name that ends in .png or .svg.",
        )
    with console.Bars() as bars:
        prices = price_list(
            standing,
            targets,
            alphas,
            options.left,
            lambda known, asked: bars.show("Prices", known, asked, "claims"),
        )
    console.prose(_headline(prices, standing, workload, _claim(targets, alphas)))
    if not standing.found and options.left is None:
        console.prose(NOTHING_FOUND)
    _print(prices, standing, workload)
    if options.json_out is not None:
        write_whole(options.json_out, json.dumps(_json(prices, standing, workload), indent=1))
        console.say(f"Prices: {options.json_out}")
    if options.plot is not None:
        from activescreen.reports.price_chart import price_chart
        from activescreen.reports.recall_curve import save_chart

        save_chart(price_chart(prices, standing), options.plot)
        console.say(f"Plot: {options.plot}")


def _listed(text: str, option: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise ConfigurationError("Nothing is named.", where=option, remedy="Name one or more.")
    return parts


def _alpha(text: str) -> float:
    try:
        return check_alpha(float(text))
    except ValueError as error:
        raise ConfigurationError(
            f"'{text}' is no error probability.",
            where="--alpha",
            remedy="Give numbers between 0 and 1, for instance 0.05.",
        ) from error


def _claim(targets: Sequence[Fraction], alphas: Sequence[float]) -> tuple[Fraction, float]:
    """The claim that the first sentence is about: 95 % at 5 % where it was asked for."""
    target = _USUAL[0] if _USUAL[0] in targets else targets[0]
    return target, _USUAL[1] if _USUAL[1] in alphas else alphas[0]


def _headline(
    prices: Sequence[Price],
    standing: Standing,
    workload: Workload,
    claim: tuple[Fraction, float],
) -> str:
    target, alpha = claim
    words = f"claim {percent(target)} recall with {percent(alpha)} error"
    price = cheapest(prices, target, alpha)
    if price is None or price.reading is None:
        return f"No certified rule can {words}; reading all {standing.unread:,} would show it."
    reading = price.reading
    if not reading.most:
        return f"You can {words} now: the target cannot be missed any more, whatever is left."
    share = reading.expected / standing.unread
    return (
        f"Being able to {words} would take about {_records(reading.expected)} more records "
        f"({_hours(workload.hours(reading.expected))}), {percent(share)} of the "
        f"{standing.unread:,} unread, with {price.rule} if {_if_left(price)}, "
        f"and at worst {_records(reading.most)}."
    )


def _if_left(price: Price) -> str:
    """What the expected reading takes to be left, and the reading if nothing is."""
    if price.left == 0 or price.reading is None:
        return "no relevant record is left"
    is_left = f"{price.left:,} relevant {'is' if price.left == 1 else 'are'} left"
    return f"{is_left}; {_records(price.reading.none_left)} if none is"


def _print(prices: Sequence[Price], standing: Standing, workload: Workload) -> None:
    said: list[str] = []
    for rule in dict.fromkeys(price.rule for price in prices):
        mine = [price for price in prices if price.rule == rule]
        if all(_reads_all(price, standing) for price in mine):
            said.append(f"{rule} would read all {standing.unread:,} records: {_why(mine)}.")
            continue
        console.out.print(_table(rule, mine, workload))
        said += [f"{rule}: {_note(price)}." for price in _noted(mine)]
    for sentence in said:
        console.prose(sentence)
    console.prose(
        f"Random draws would begin now: {counted(standing.read, 'record')} of "
        f"{standing.records:,} read, {standing.found:,} relevant. Expected: the mean over random "
        f"orders with so many relevant records left{_where_left(prices)}. At worst: over every "
        f"number left and every order. Votes and hours: of the expected reading, "
        f"{counted(workload.votes, 'reviewer')} a record, {workload.seconds:g} s each."
    )


def _table(rule: str, prices: Sequence[Price], workload: Workload) -> Table:
    table = Table(title=f"More records that {rule} would read", title_justify="left")
    for title in ("recall", "error", "left", "none left", "expected", "at worst", "votes", "hours"):
        table.add_column(title, justify="right", no_wrap=True)
    for price in prices:
        table.add_row(*_row(price, workload))
    return table


def _note(price: Price) -> str:
    text = price.note.rstrip(".")
    return text if price.reading is not None else text[:1].lower() + text[1:]


def _noted(prices: Sequence[Price]) -> list[Price]:
    """The first line with each note."""
    first = {price.note: price for price in reversed(prices) if price.note}
    return list(reversed(first.values()))


def _row(price: Price, workload: Workload) -> list[str]:
    claim = [percent(price.target), percent(price.alpha), f"{price.left:,}"]
    reading = price.reading
    if reading is None:
        return [*claim, *["–"] * 5]
    more = "≥ " if reading.at_least else ""
    expected = reading.expected
    return [
        *claim,
        _records(reading.none_left),
        more + _records(expected),
        _records(reading.most),
        f"{more}{round(expected * workload.votes):,}",
        f"{more}{workload.hours(expected):,.0f}",
    ]


def _reads_all(price: Price, standing: Standing) -> bool:
    known = price.reading
    return known is None or (known.none_left == known.expected == known.most == standing.unread > 0)


def _why(prices: Sequence[Price]) -> str:
    """Why a rule reads everything, for the claim that asks least."""
    able = [price for price in prices if price.reading is not None]
    if not able:
        return prices[0].note.rstrip(".")
    least = min(able, key=lambda price: (price.target, -price.alpha))
    return f"for {percent(least.target)} at {percent(least.alpha)} it {least.note}"


def _where_left(prices: Sequence[Price]) -> str:
    """Says which number is taken to be left where it was not given."""
    several = len({price.left for price in prices}) > 1
    return " (the most that each target allows to be missing now)" if several else ""


def _records(number: float) -> str:
    # Whoever starts on a record reads it.
    return f"{rounded(number, 0, 'up'):,.0f}"


def _hours(hours: float) -> str:
    return f"{hours:,.0f} hours" if hours >= 9.5 else f"{hours:.1f} hours"


def _json(prices: Sequence[Price], standing: Standing, workload: Workload) -> dict[str, object]:
    return {
        "records": standing.records,
        "read": standing.read,
        "found": standing.found,
        "votes_per_record": workload.votes,
        "seconds_per_vote": workload.seconds,
        "prices": [price.to_json(workload) for price in prices],
    }
