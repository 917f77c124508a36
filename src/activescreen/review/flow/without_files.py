"""Reports that were assessed although no file of them is kept here."""

from __future__ import annotations

import numpy as np

from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.protocol import FULL_TEXT
from activescreen.review.board import Boards
from activescreen.review.duplicates.merges import merges_in
from activescreen.review.full_texts.documents import documents_in
from activescreen.review.permissions import Access
from activescreen.review.records.states import known_labels
from activescreen.store.database import Database


def assessed_without_file(database: Database, boards: Boards, access: Access) -> int:
    """How many reports have a final label of which no file is kept; merged ones are not counted."""
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        labels = known_labels(connection, review, board, FULL_TEXT)
        assessed = np.flatnonzero((labels == RELEVANT) | (labels == IRRELEVANT))
        held = {*documents_in(connection, review), *merges_in(connection, review)}
    return sum(number not in held for number in board.numbers[assessed].tolist())
