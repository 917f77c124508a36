"""Every page, to everyone: no barrier that axe-core knows, by keyboard alone, on a phone."""

import itertools

import pytest

from activescreen.web.pages import ROUTERS

NO_PAGES = {
    "/reviews/{review_id}",
    "/sign-in/sso",
    "/sign-in/sso/callback",
    "/reviews/{review_id}/records/{record_id}/ranks.svg",
    "/reviews/{review_id}/records/{record_id}/document/{digest}",
    "/reviews/{review_id}/records/{record_id}/document/{digest}/{name:path}",
}
"""Addresses that lead to a page, and files that are got at addresses of pages."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALL = {"width": 360, "height": 780}
LARGE = {"width": 1200, "height": 900}

PAGES = {
    "/": "/",
    "/sign-in": "/sign-in",
    "/join": "/join?token={invitation}",
    "/account": "/account",
    "/new-review": "/new-review",
    "/restore": "/restore",
    "/help/glossary": "/help/glossary",
    "/reviews/{review_id}/audits": "/reviews/{review}/audits",
    "/reviews/{review_id}/certificates/{digest}": "/reviews/{done}/certificates/{certificate}",
    "/reviews/{review_id}/conflicts": "/reviews/{review}/conflicts",
    "/reviews/{review_id}/conflicts/{record_id}": "/reviews/{review}/conflicts/{conflict}",
    "/reviews/{review_id}/dashboard": "/reviews/{review}/dashboard",
    "/reviews/{review_id}/duplicates": "/reviews/{review}/duplicates",
    "/reviews/{review_id}/export": "/reviews/{review}/export",
    "/reviews/{review_id}/flow": "/reviews/{review}/flow",
    "/reviews/{review_id}/full-text": "/reviews/{review}/full-text",
    "/reviews/{review_id}/full-text/{record_id}": "/reviews/{review}/full-text/{passed}",
    "/reviews/{review_id}/imports": "/reviews/{review}/imports",
    "/reviews/{review_id}/imports/{number}": "/reviews/{review}/imports/2",
    "/reviews/{review_id}/models": "/reviews/{review}/models",
    "/reviews/{review_id}/people": "/reviews/{review}/people",
    "/reviews/{review_id}/pilot": "/reviews/{review}/pilot",
    "/reviews/{review_id}/records": "/reviews/{review}/records",
    "/reviews/{review_id}/records/{record_id}": "/reviews/{review}/records/{record}",
    "/reviews/{review_id}/screen": "/reviews/{review}/screen",
    "/reviews/{review_id}/set-up": "/reviews/{review}/set-up",
    "/reviews/{review_id}/set-up/protocol": "/reviews/{review}/set-up/protocol",
    "/reviews/{review_id}/set-up/team": "/reviews/{review}/set-up/team",
    "/reviews/{review_id}/stopping": "/reviews/{review}/stopping",
    "/reviews/{review_id}/stopping/rules": "/reviews/{review}/stopping/rules",
    "/reviews/{review_id}/studies": "/reviews/{review}/studies",
}
"""Where a page is found in the review that is made here, by its route."""

FILLED = {"/reviews/{review_id}/screen": "#record"}
"""What is there when a page that fills itself has done so."""


def test_every_page_is_tried():
    routes = {route.path for router in ROUTERS for route in router.routes if "GET" in route.methods}
    assert routes - NO_PAGES == set(PAGES)


@pytest.fixture(params=PAGES, scope="module")
def opened(request, site, team, at_browser_of_module):
    """A page at the browser of an owner who decides too; some are for people outside."""
    outside = request.param in ("/sign-in", "/join")
    page = at_browser_of_module(site, None if outside else team.owner)
    answer = page.goto(PAGES[request.param].format_map(team.places))
    assert answer.status == 200
    if request.param in FILLED:
        page.locator(FILLED[request.param]).wait_for()
    yield page
    page.context.close()


@pytest.fixture
def page(opened):
    """A page as it looks on a large screen."""
    opened.set_viewport_size(LARGE)
    opened.emulate_media(color_scheme="light", reduced_motion="reduce")
    return opened


def barriers(page):
    """What axe-core finds on a page, in few words."""
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    return [
        (each["id"], node["target"], node["failureSummary"])
        for each in found["violations"]
        for node in each["nodes"]
    ]


def test_a_barrier_would_be_found(site, at_browser, axe_script):
    page = at_browser(site, None)
    page.goto("/sign-in")
    page.evaluate(axe_script)
    page.evaluate("document.body.append(new Image())")
    assert "image-alt" in {found[0] for found in barriers(page)}


def test_there_is_no_barrier(page, axe_script):
    page.evaluate(axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size in (LARGE, SMALL):
            page.set_viewport_size(size)
            assert barriers(page) == [], (scheme, size)


def test_nothing_lies_beyond_the_edge_on_a_small_screen_or_with_large_text(page):
    for width, text in ((320, ""), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => document.documentElement.style.fontSize = size", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.documentElement.style.fontSize = ''")


REACHABLE = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled
    && !e.closest('[inert]');
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const stops = all.filter(e => shown(e) && e.tabIndex >= 0);
  // Of radio buttons that belong together one is a stop, and arrows lead to the others.
  const groups = new Map();
  for (const e of stops) {
    const radio = e.type === 'radio' && e.name;
    groups.set(radio ? `${e.form ? [...document.forms].indexOf(e.form) : ''} ${e.name}` : e, e);
  }
  window.left = new Set(groups.keys());
  window.keyOf = e => e.type === 'radio' && e.name
    ? `${e.form ? [...document.forms].indexOf(e.form) : ''} ${e.name}` : e;
  return window.left.size;
}"""
VISIT = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.left.delete(window.keyOf(e));
  // The focus is in the document that it shows.
  if (e.tagName === 'IFRAME') return '';
  const style = getComputedStyle(e);
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
    || style.boxShadow !== 'none';
  const box = e.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return seen && inside ? '' : e.outerHTML.slice(0, 200);
}"""
LEFT = "() => [...window.left].map(e => e.outerHTML ? e.outerHTML.slice(0, 200) : e)"


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(page):
    stops = page.evaluate(REACHABLE)
    assert stops
    page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(stops + 10):
        page.keyboard.press("Tab")
        said = page.evaluate(VISIT)
        if said:
            unseen.append(said)
        if not page.evaluate("window.left.size"):
            break
    assert page.evaluate(LEFT) == []
    assert unseen == []


def test_its_headings_are_in_order_and_it_says_where_one_is(page):
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(e => e.tagName)")
    numbers = [int(level[1]) for level in levels]
    assert numbers[0] == 1
    assert numbers.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(numbers))
    assert page.title().endswith(" · activescreen")


def test_groups_of_pages_open_and_close_by_keyboard(site, team, at_browser, axe_script):
    page = at_browser(site, team.owner)
    page.goto(PAGES["/reviews/{review_id}/dashboard"].format_map(team.places))
    for fold in page.locator("details.plainly summary").all():
        fold.click()
    page.evaluate(axe_script)
    group = page.locator(".rooms summary", has_text="Prepare")
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        group.focus()
        page.keyboard.press("Enter")
        link = page.get_by_role("link", name="Searches")
        assert link.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert barriers(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert not link.is_visible()
        assert group.evaluate("e => e === document.activeElement")
    group.click()
    page.locator(".rooms summary", has_text="Report").click()
    assert not link.is_visible()
    page.locator("h1").click()
    assert not page.get_by_role("link", name="Studies").is_visible()
    group.click()
    link.click()
    page.get_by_role("heading", name="Searches", exact=True).wait_for()
    assert page.locator(".rooms summary.current").inner_text() == "Prepare: Searches"
