"""The people of a review with how much each has done: numbers of votes, and not what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from activescreen.protocol import STAGES
from activescreen.review.board import Boards
from activescreen.review.own_ids import is_own_name
from activescreen.review.permissions import PERMISSIONS, Access, Permission
from activescreen.review.records.states import states, veil_of
from activescreen.review.screening.shares import shares_of, stated_shares
from activescreen.store.accounts import administrators
from activescreen.store.accounts_roles import Role, members_of
from activescreen.store.database import Database
from activescreen.store.reviews import count


class Done(NamedTuple):
    """What a person has done at a stage.

    Attributes
    ----------
    voted
        On how many records.
    waiting
        How many of them wait for the votes of others.
    """

    voted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Mate:
    """A person of a review.

    Attributes
    ----------
    name
        The name under which decisions stand.
    account_id, role, since
        Of a member; None for someone who runs the installation, or has left, or voted in a file.
    runs
        Whether the person runs the installation and so is an owner without having been made one.
    screens
        Whether the person may vote.
    share
        Of the work, from 0 to 1; None where there are no shares.
    done
        Stage -> what the person has done there.
    """

    name: str
    account_id: int | None
    role: Role | None
    since: str | None
    runs: bool
    screens: bool
    share: float | None
    done: dict[str, Done]


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a review.

    Attributes
    ----------
    mates
        Members in the order in which they joined, then who runs the installation.
    others
        People who have voted and have no part any more.
    shares
        The weights as they were stated last; None where there are none.
    held
        Whether the weights count: fewer people than a record needs votes may be left.
    """

    mates: tuple[Mate, ...]
    others: tuple[Mate, ...]
    shares: dict[str, float] | None
    held: bool


def team_of(database: Database, boards: Boards, access: Access) -> Team:
    """The people of a review with what they have done.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who looks at what.
    """
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        n, needed = count(connection, review).places, review.protocol.votes_per_record
        finished, voters = {}, {}
        for stage in STAGES:
            veil = veil_of(connection, review, stage)
            _, is_open = states(board, stage, needed, veil, n)
            with board.lock:
                sums = board.stage(stage)
                finished[stage] = is_open | sums.resolved[:n]
                voters[stage] = {name: sums.mine(name)[:n].copy() for name in sums.by_reviewer}
        shares, stated = shares_of(connection, review), stated_shares(connection, review)
        members = members_of(connection, review)
        runners = [each.name for each in administrators(connection)]

    def mate(name: str, role: Role | None, account: int | None, since: str | None) -> Mate:
        none = np.zeros(n, dtype=np.bool_)
        done = {}
        for stage in STAGES:
            mine = voters[stage].get(name, none)
            done[stage] = Done(int(mine.sum()), int((mine & ~finished[stage]).sum()))
        runs = role is None and name in runners
        screens = runs or (role is not None and Permission.SCREEN in PERMISSIONS[role])
        share = None if shares is None else shares.get(name, 0.0)
        return Mate(name, account, role, since, runs, screens, share, done)

    mates = [mate(each.name, each.role, each.account_id, each.since) for each in members]
    known = {each.name for each in mates}
    mates += [mate(name, None, None, None) for name in runners if name not in known]
    known |= set(runners)
    gone = sorted({name for each in voters.values() for name in each} - known - {""})
    others = tuple(mate(name, None, None, None) for name in gone if not is_own_name(name))
    return Team(tuple(mates), others, stated, shares is not None)
