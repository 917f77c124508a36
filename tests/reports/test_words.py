from activescreen.reports.words import count, count_span, percent, percent_span, plural
from activescreen.reports.words import shown as cell


def shown(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_recall_below_the_target_is_never_rounded_up_to_it():
    assert shown(percent(0.94999, "down")) == "94.9 %"
    assert shown(percent(0.29, "down", 0)) == "29 %"
    assert shown(percent(1.0, "down")) == "100 %"
    assert shown(cell(0.94999, "down")) == "94.9 %"


def test_a_miss_and_an_upper_bound_are_never_rounded_down():
    assert shown(percent(0.99895, "up")) == "99.9 %"
    assert shown(percent(0.0417, "up")) == "4.2 %"
    assert shown(percent(1 - 0.95, "up")) == "5 %"


def test_costs_go_to_the_nearest():
    assert shown(percent(0.0197)) == "2 %"
    assert shown(percent(0.6355)) == "63.6 %"
    assert shown(percent(0.5, fixed=True)) == "50.0 %"
    assert shown(percent(-0.013)) == "-1.3 %"
    assert shown(percent(-0.0001)) == "0 %"


def test_what_is_undefined_is_a_dash_in_a_table():
    assert cell(None) == "–"
    assert shown(cell(0.5)) == "50.0 %"


def test_spans_collapse_when_all_are_the_same():
    assert count_span([1702, 1702]) == "1,702"
    assert count_span([430, 521]) == "430–521"
    assert shown(percent_span([0.949, 1.0])) == "94.9–100 %"


def test_numbers_of_records():
    assert count(5905) == "5,905"
    assert plural(1, "record") == "1 record"
    assert plural(2, "record") == "2 records"
