"""Pictures of every page: light, dark, and on a phone.

The demo is run with the configuration ``words``, people join its review and work in it for a
while over HTTP, and Chromium takes each page. The review is made up.

    python experiments/service/screenshots.py [--out docs/screenshots] [PAGE ...]
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from _served import owner_of, served
from _worked import demo_in, worked
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

OUT: Final = Path(__file__).parents[2] / "docs" / "screenshots"
HIGHEST: Final = 1800
"""Pixels of a page that are shown; the rest is below."""

COLOURS: Final = 96
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
)


@dataclass(frozen=True)
class Look:
    """A way of looking at a page."""

    name: str
    width: int
    height: int
    scheme: str


LOOKS: Final = (
    Look("light", 1200, 850, "light"),
    Look("dark", 1200, 850, "dark"),
    Look("phone", 390, 844, "light"),
)

PAGES: Final = {
    "sign-in": "/sign-in",
    "join": "/join?token={invitation}",
    "reviews": "/",
    "new-review": "/new-review",
    "restore": "/restore",
    "account": "/account",
    "set-up": "/reviews/{review}/set-up",
    "protocol": "/reviews/{review}/set-up/protocol",
    "team": "/reviews/{review}/set-up/team",
    "searches": "/reviews/{review}/imports",
    "later-search": "/reviews/{review}/imports/2",
    "duplicates": "/reviews/{review}/duplicates",
    "pilot": "/reviews/{drawing}/pilot",
    "dashboard": "/reviews/{review}/dashboard",
    "screen": "/reviews/{review}/screen",
    "conflicts": "/reviews/{review}/conflicts",
    "conflict": "/reviews/{review}/conflicts/{conflict}",
    "full-texts": "/reviews/{review}/full-text",
    "full-text": "/reviews/{review}/full-text/{passed}",
    "studies": "/reviews/{review}/studies",
    "records": "/reviews/{review}/records",
    "record": "/reviews/{review}/records/{passed}",
    "export": "/reviews/{review}/export",
    "ranking": "/reviews/{review}/models",
    "stopping": "/reviews/{review}/stopping",
    "random-phase": "/reviews/{drawing}/stopping",
    "rules": "/reviews/{review}/stopping/rules",
    "certificate": "/reviews/{done}/certificates/{certificate}",
    "audits": "/reviews/{review}/audits",
    "flow": "/reviews/{review}/flow",
    "people": "/reviews/{review}/people",
    "glossary": "/help/glossary",
}
WINDOW: Final = ("screen",)
"""Pages that fill the window and keep their buttons at its edge: taken as the window shows them."""

OUTSIDE: Final = ("sign-in", "join")

SETTLED: Final = {"full-text": 5000}
"""Milliseconds until a page that fills itself has done so, where they are many: a PDF viewer, which
draws only what is in the window."""

SIGN_ON: Final = {
    "ACTIVESCREEN_OIDC_ISSUER": "https://login.example.org",
    "ACTIVESCREEN_OIDC_CLIENT_ID": "activescreen",
    "ACTIVESCREEN_OIDC_CLIENT_SECRET": "made up",
    "ACTIVESCREEN_OIDC_NAME": "Example University",
}
"""A provider that nobody asks for anything, so that its buttons are on the pages."""


def main() -> None:
    """Make the review, and take every page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--demo", type=Path, help="A workspace that the demo was run in before.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name) / "W"
        if given.demo is None:
            demo_in(workspace)
        else:
            shutil.copytree(given.demo, workspace)
        with served(workspace, **SIGN_ON) as (url, link), chromium() as browser:
            owner = owner_of(url, link)
            places = worked(owner, url)
            session = next(iter(owner.client.cookies.jar))
            cookie = {"name": session.name, "value": str(session.value), "url": url}
            for page in given.pages or PAGES:
                take(browser, url, cookie, page, PAGES[page].format_map(places), given.out)


def take(
    browser: Browser, url: str, cookie: dict[str, str], name: str, address: str, out: Path
) -> None:
    """Take a page in every look."""
    out.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        context = browser.new_context(
            base_url=url,
            viewport={
                "width": look.width,
                "height": HIGHEST if name in SETTLED else look.height,
            },
            color_scheme="dark" if look.scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        if name not in OUTSIDE:
            context.add_cookies([{**cookie}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.goto(address)
        page.wait_for_timeout(SETTLED.get(name, 700))
        picture = page.screenshot(full_page=name not in WINDOW)
        write(out / f"{name}-{look.name}.png", picture)
        context.close()


def write(path: Path, picture: bytes) -> None:
    """Write a picture with few colours, cut where it is very long."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, HIGHEST)))
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("There is no chromium: .ci/with_browser installs it.")
    arguments: Sequence[str] = QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(arguments))
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
