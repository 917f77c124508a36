"""The demo's review with a team in it that has worked for a while, and a small one beside it."""

from __future__ import annotations

import csv
import io
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from _searched import make_search
from _served import PASSWORD, Api, joined

from activescreen.cli.demo_review import PEOPLE

_QUESTION: Final = "Does digital peer support help people with a serious mental illness?"
_SMALL, _PILOT, _RANKED, _DRAWN = 60, 15, 10, 8


def demo_in(workspace: Path) -> None:
    """Run the demo into a workspace."""
    command = Path(sys.executable).with_name("activescreen")
    options = ("demo", "--headless", "--config", "words", "--workspace", str(workspace))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run([str(command), *options], check=True, env=environment, capture_output=True)


def worked(owner: Api, url: str) -> dict[str, str]:
    """Let people join and work; gives what stands in the addresses of the pages."""
    (line,) = owner.ask("GET", "/reviews")["items"]
    base = f"/reviews/{line['id']}"
    ada, ben = (joined(owner, url, line["id"], name) for name in PEOPLE)
    invited = {"name": "Cleo", "role": "adjudicator"}
    invitation = owner.ask("POST", f"{base}/invitations", json=invited)
    for person in (ada, ben):
        exclude(person, base, 6)
    conflict = discuss(ada, base)
    passed = with_full_texts(owner, ada, ben, base)
    later_search(owner, base)
    return {
        "review": str(line["id"]),
        "invitation": invitation["link"].partition("token=")[2],
        "conflict": conflict,
        "passed": passed,
        **small(owner, url),
    }


def exclude(person: Api, base: str, number: int) -> None:
    """Let someone exclude so many of the records that come."""
    for _ in range(number):
        for record in person.ask("POST", f"{base}/next", json={"n": 1})["records"]:
            vote(person, base, record["id"], "exclude")


def vote(person: Api, base: str, record: str, verdict: str, **more: Any) -> None:
    """Decide on a record."""
    reason = {"reason": "Not digital"} if verdict == "exclude" else {}
    given = {"event_id": secrets.token_hex(12), "record_id": record, "verdict": verdict}
    person.ask("POST", f"{base}/decisions", json={**given, **reason, **more})


def discuss(person: Api, base: str) -> str:
    """Say something on the first conflict, and propose a verdict; gives the record."""
    record: str = person.ask("GET", f"{base}/conflicts")["items"][0]["record_id"]
    said = {"id": secrets.token_hex(12), "text": "The telephone counts as digital here."}
    person.ask("POST", f"{base}/conflicts/{record}/comments", json=said)
    ruling = {"event_id": secrets.token_hex(12), "verdict": "include"}
    person.ask("POST", f"{base}/conflicts/{record}/proposals", json=ruling)
    return record


def with_full_texts(owner: Api, ada: Api, ben: Api, base: str) -> str:
    """Find some full texts, read four, and give one up; gives the first."""
    lines = owner.ask("GET", f"{base}/full-texts")["items"]
    for line in lines[:8]:
        name = f"{line['authors'][0].partition(',')[0]} {line['year']}.pdf"
        files = {"files": (name, page_of(line["title"]), "application/pdf")}
        ada.ask("POST", f"{base}/full-texts/{line['record_id']}/documents", files=files)
    said = {"state": "not_retrieved", "note": "Three libraries and the authors were asked."}
    ada.ask("PUT", f"{base}/full-texts/{lines[8]['record_id']}/retrieval", json=said)
    verdicts = (("include", "include"), ("include", "include"), ("exclude", "exclude"))
    for line, both in zip(lines, (*verdicts, ("include", "exclude")), strict=False):
        for person, verdict in zip((ada, ben), both, strict=True):
            vote(person, base, line["record_id"], verdict, stage="full_text")
    first: str = lines[0]["record_id"]
    for line in lines[:2]:
        owner.ask(
            "PUT", f"{base}/full-texts/{line['record_id']}/study", json={"study": "Trial of 2011"}
        )
    return first


def later_search(owner: Api, base: str) -> None:
    """Search again: three records are known and say something else now, and sixty are new."""
    lines = owner.ask("GET", f"{base}/records?limit=3&state=included")["items"]
    names = ("title", "year", "journal", "doi")
    known = [{name: line[name] for name in names} for line in lines]
    known[0]["title"] = f"RETRACTED: {known[0]['title']}"
    known[1]["year"] = 2022
    known[2]["journal"] = "Journal of Made Things"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(known)
    with tempfile.TemporaryDirectory() as name:
        new, _ = make_search(Path(name), _SMALL)
        sent = [
            ("files", ("again.csv", out.getvalue().encode())),
            ("files", (new.name, new.read_bytes())),
        ]
        owner.ask("POST", f"{base}/imports", files=sent)


def page_of(title: str) -> bytes:
    """A PDF of one page with a title on it."""
    shown = title.encode("ascii", "replace").decode().replace("(", " ").replace(")", " ")
    text = f"BT /F1 13 Tf 50 780 Td ({shown[:70]}) Tj 0 -24 Td (A made article.) Tj ET"
    pieces = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    content, places = "%PDF-1.4\n", []
    for number, piece in enumerate(pieces, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{piece}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(pieces) + 1}\n0000000000 65535 f \n"
    end = f"trailer\n<< /Size {len(pieces) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return (content + head + table + end).encode()


def small(owner: Api, url: str) -> dict[str, str]:
    """A review with a pilot, in its random phase, and one with a certificate."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        file, _ = make_search(Path(name), _SMALL)
        for key, drawn in (("drawing", _DRAWN), ("done", _SMALL)):
            given = {
                "name": f"A small review ({key})",
                "question": _QUESTION,
                "votes_per_record": 2,
                "configuration": "words",
            }
            review = owner.ask("POST", "/reviews", json=given)["id"]
            base = f"/reviews/{review}"
            files = {"files": (file.name, file.read_bytes())}
            owner.ask("POST", f"{base}/imports", files=files)
            people = [owner, joined_again(owner, url, review, PEOPLE[0])]
            pilot = {"after": 0, "raters": ["Owner", PEOPLE[0]]}
            owner.ask("POST", f"{base}/pilots", json=pilot)
            for number in (_PILOT, _RANKED):
                for person in people:
                    exclude(person, base, number)
            phase = owner.ask("POST", f"{base}/phases", json={})["hash"]
            for person in people:
                exclude(person, base, drawn)
            found[key] = str(review)
            if key == "done":
                made = owner.ask("POST", f"{base}/phases/{phase}/certificate")
                found["certificate"] = made["digest"]
    return found


def joined_again(owner: Api, url: str, review: int, name: str) -> Api:
    """Someone with an account who is invited into one more review."""
    given = {"name": name, "role": "reviewer"}
    made = owner.ask("POST", f"/reviews/{review}/invitations", json=given)
    person = Api(url)
    person.ask("POST", "/session", json={"name": name, "password": PASSWORD})
    person.prove()
    person.ask("POST", "/invitations/accept", json={"token": made["link"].partition("token=")[2]})
    return person.prove()
