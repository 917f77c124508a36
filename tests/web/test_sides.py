"""What pages share: authors as a reference has them."""

from types import SimpleNamespace

import pytest

from activescreen.web.pages.rendering import _environment


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        (["Riddle, C. C.", "Aires, D. J."], "Riddle, C. C.; Aires, D. J. J Drugs 2011"),
        (["Wu, Dan"], "Wu, Dan. J Drugs 2011"),
        (["A", "B", "C.", "D"], "A; B; C. and others. J Drugs 2011"),
        ([], "J Drugs 2011"),
    ],
)
def test_authors_end_with_one_full_stop(authors, said):
    shared = _environment().get_template("sides.html.j2").module
    record = SimpleNamespace(authors=authors, journal="J Drugs", year=2011)
    assert f">{said}</p>" in " ".join(str(shared.reference(record)).split("\n"))
