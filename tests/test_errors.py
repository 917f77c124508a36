from copy import copy

import pytest

from activescreen import errors
from activescreen.errors import ActiveScreenError, InputError


def test_the_paragraph_says_where_what_and_remedy():
    error = InputError("It is empty.", where="a.csv, row 3", remedy="Fill it.")
    assert str(error) == error.paragraph == "a.csv, row 3: It is empty. Fill it."


@pytest.mark.parametrize(
    ("where", "remedy", "said"),
    [
        (None, None, "Wrong."),
        ("a.csv", None, "a.csv: Wrong."),
        (None, "Mend it.", "Wrong. Mend it."),
    ],
)
def test_parts_may_be_missing(where, remedy, said):
    assert str(ActiveScreenError("Wrong.", where=where, remedy=remedy)) == said


def test_it_is_one_family():
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    assert len(classes) >= 6
    assert all(issubclass(each, ActiveScreenError) for each in classes)


def test_an_error_survives_the_way_back_from_a_worker_process():
    # A copy is made the way that a pickle is.
    error = copy(InputError("What.", where="here", remedy="Do."))
    assert (error.what, error.where, error.remedy) == ("What.", "here", "Do.")
