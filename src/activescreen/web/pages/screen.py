"""Where reviewers decide: one record at a time.

The page is one for all records. It holds what stays the same (question, criteria, reasons, words to
mark, who is signed in); records and decisions go through the API, by the script in
``static/screen/``.
"""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from activescreen.protocol import FULL_TEXT, PICOS, Protocol
from activescreen.review.permissions import Access
from activescreen.web.access import Screening, SignedInPerson
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

Stage = Literal["title_abstract", "full_text"]


@router.get("/reviews/{review_id}/screen")
def screen_page(
    request: Request, access: Screening, person: SignedInPerson, stage: Stage = "title_abstract"
) -> Response:
    """The page on which one screens."""
    protocol = access.review.protocol
    return render(
        request,
        "screen.html.j2",
        person,
        access=access,
        here="full_text" if stage == FULL_TEXT else "screen",
        stage=stage,
        question=protocol.question,
        elements=criteria_of(protocol),
        setup=setup_of(access, stage),
    )


def criteria_of(protocol: Protocol) -> list[dict[str, Any]]:
    """The criteria by PICOS element, each with the key that names it.

    They are counted from 1 in the order of PICOS, so that a key means the same on every record. A
    protocol without criteria still lets people say which element failed.
    """
    texts = {
        element: [each.text for each in protocol.criteria if each.element == element]
        for element in PICOS
    }
    named = [element for element in PICOS if texts[element]] or list(PICOS)
    return [
        {
            "element": element,
            "name": element.replace("_", " ").capitalize(),
            "texts": texts[element],
            "key": str(number),
        }
        for number, element in enumerate(named, start=1)
    ]


def setup_of(access: Access, stage: str) -> dict[str, Any]:
    """What the page's script must know.

    ``owner`` names whose decisions a queue in the browser holds. Another installation may answer
    at the same address on another day, with a review of the same number: the time at which the
    review was made tells them apart.
    """
    review, account, protocol = access.review, access.account, access.review.protocol
    return {
        "review": review.id,
        "owner": f"{review.id}/{review.created}/{account.id}/{account.name}",
        "account": account.name,
        "stage": stage,
        "reason_needed": stage == FULL_TEXT,
        "elements": [
            {name: each[name] for name in ("element", "name", "key")}
            for each in criteria_of(protocol)
        ],
        "reasons": list(protocol.exclusion_reasons),
        "include_terms": list(protocol.include_terms),
        "exclude_terms": list(protocol.exclude_terms),
    }
