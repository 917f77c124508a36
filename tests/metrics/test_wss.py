from activescreen.metrics import TNR, WSS, Need, ScreeningOrder, WSSInsights


def test_cut_is_the_first_record_that_reaches_the_recall() -> None:
    # 19 of 20 are exactly 95 %; with 21 the 20th is needed.
    assert Need(0.95)(ScreeningOrder.from_labels([1] * 19 + [0] * 80 + [1])) == 19
    assert Need(0.95)(ScreeningOrder.from_labels([1] * 19 + [0] * 80 + [1, 1])) == 100


def test_wss_has_no_float_dust() -> None:
    assert WSS(0.95)(ScreeningOrder.from_labels([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])) == 0.15


def test_finding_the_last_one_last_costs_the_margin() -> None:
    order = ScreeningOrder.from_labels([1] + [0] * 98 + [1])
    assert WSS(0.95)(order) == -0.05
    assert WSS(1)(order) == 0


def test_insights_has_no_value_where_its_record_number_is_zero() -> None:
    assert WSSInsights(0.95)(ScreeningOrder.from_labels([1, 0, 0])) is None
    assert WSSInsights(1)(ScreeningOrder.from_labels([1, 0, 0])) == 2 / 3


def test_tnr_compares_reviews_of_different_prevalence() -> None:
    sparse = ScreeningOrder.from_labels([1] + [0] * 99)
    dense = ScreeningOrder.from_labels([1] * 60 + [0] * 40)
    assert TNR(1)(sparse) == TNR(1)(dense) == 1
    assert WSS(1)(sparse) == 0.99
    assert WSS(1)(dense) == 0.4
