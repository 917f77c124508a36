from activescreen.reports.words import count, count_span, percent, percent_span, plural


def shown(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_share_below_the_target_is_never_rounded_up_to_it():
    assert shown(percent(0.94999)) == "94.9 %"
    assert shown(percent(0.29, 0)) == "29 %"
    assert shown(percent(1.0)) == "100 %"
    assert shown(percent(0.5, fixed=True)) == "50.0 %"
    assert shown(percent(-0.013)) == "-1.3 %"


def test_spans_collapse_when_all_are_the_same():
    assert count_span([1702, 1702]) == "1,702"
    assert count_span([430, 521]) == "430–521"
    assert shown(percent_span([0.949, 1.0])) == "94.9–100 %"


def test_numbers_of_records():
    assert count(5905) == "5,905"
    assert plural(1, "record") == "1 record"
    assert plural(2, "record") == "2 records"
