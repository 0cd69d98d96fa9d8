"""The sample journal's files fit together, fit the domain, and stay gentle."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kdesk.domain.entry import EntryKind
from kdesk.domain.goal import Direction, GoalStatus
from kdesk.speech import models

SAMPLE = Path(__file__).parents[2] / "resources" / "sample"
JOURNAL: dict[str, Any] = tomllib.loads((SAMPLE / "journal.toml").read_text(encoding="utf-8"))
DATED = [
    *JOURNAL["sessions"],
    *JOURNAL["entries"],
    *JOURNAL["goals"],
    *JOURNAL["creations"],
    *JOURNAL["insights"],
    JOURNAL["memo"],
]
CHECK_INS = [check_in for goal in JOURNAL["goals"] for check_in in goal.get("check_ins", [])]
CLAIMS = re.compile(
    r"\b(cur(e|ed|es)|heal(s|ed|ing)?|treat(s|ed|ment)?|depress\w*|disorder|diagnos\w*|symptom\w*|"
    r"medic\w*|dose|doses|ketamine|trip|trauma\w*)\b",
    re.IGNORECASE,
)


def test_every_kind_and_direction_is_one_of_the_domain() -> None:
    kinds = {EntryKind(entry["kind"]) for entry in JOURNAL["entries"]}
    assert len(kinds) >= 8
    for goal in JOURNAL["goals"]:
        Direction(goal["direction"])
        GoalStatus(goal["status"])
        assert all(check_in["days_ago"] < goal["days_ago"] for check_in in goal["check_ins"])


def test_there_is_enough_to_look_around_in() -> None:
    names = ("sessions", "entries", "goals", "creations", "insights")
    assert [len(JOURNAL[name]) for name in names] == [3, 12, 4, 2, 3]
    assert 50 <= max(dated["days_ago"] for dated in DATED) <= 65


def test_what_an_insight_says_was_said_is_in_the_memo() -> None:
    memo = (SAMPLE / "memo.txt").read_text(encoding="utf-8")
    said = [insight["said"] for insight in JOURNAL["insights"] if "said" in insight]
    assert said
    assert all(words in memo for words in said)


def test_every_session_named_is_there_and_begins_in_time() -> None:
    begun = {session["name"]: session["days_ago"] for session in JOURNAL["sessions"]}
    for dated in DATED:
        assert dated.get("session", "first") in begun
    memo = JOURNAL["memo"]
    assert memo["days_ago"] == begun[memo["session"]]


@pytest.mark.parametrize("dated", [*DATED, *CHECK_INS], ids=lambda dated: str(dated["days_ago"]))
def test_every_time_is_a_time(dated: dict[str, Any]) -> None:
    assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", dated["time"])
    assert isinstance(dated["days_ago"], int)
    assert dated["days_ago"] > 0


def test_every_file_named_is_there_and_small() -> None:
    files = [JOURNAL["memo"]["file"], *(creation["file"] for creation in JOURNAL["creations"])]
    for name in files:
        assert 10_000 < (SAMPLE / name).stat().st_size < 1_000_000


def test_the_words_claim_nothing() -> None:
    written = (SAMPLE / "journal.toml").read_text(encoding="utf-8")
    assert CLAIMS.search("It healed me.")  # the control
    assert CLAIMS.search(written) is None


def test_the_speech_model_that_comes_with_it_is_whole() -> None:
    model = models.check(SAMPLE / "speech-model")
    assert model.languages == "en"
    assert model.bytes < 3_000_000
