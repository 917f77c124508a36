from activescreen.simulation.board import ProgressBoard


def test_what_one_process_writes_another_reads(tmp_path):
    mine = ProgressBoard(tmp_path / "board", 3)
    theirs = ProgressBoard(tmp_path / "board", 3)
    assert [theirs.standing(run) for run in range(3)] == [(0, 0)] * 3
    assert mine.report(1, 40, 7)
    assert theirs.standing(1) == (40, 7)
    assert theirs.standing(0) == (0, 0)


def test_a_stop_reaches_every_run_and_overwrites_nothing(tmp_path):
    mine = ProgressBoard(tmp_path / "board", 2)
    theirs = ProgressBoard(tmp_path / "board", 2)
    theirs.report(0, 5, 1)
    assert not mine.stopping
    mine.stop()
    assert theirs.stopping
    assert not theirs.report(1, 6, 2)
    assert mine.standing(0) == (5, 1)
    assert mine.standing(1) == (6, 2)
