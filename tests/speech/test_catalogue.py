"""What kdesk may get is pinned to the last byte."""

import re
from fnmatch import fnmatch

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.speech.catalogue import Offer, offer, offers
from kdesk.speech.model_files import WANTED
from kdesk.speech.models import WELCOME
from kdesk.system.paths import resources

FILE = resources() / "speech-models.toml"
OFFERS = offers(FILE)


def test_from_tiny_to_large_in_english_and_many_languages() -> None:
    names = [one.name for one in OFFERS]
    assert len(set(names)) == len(names)
    assert {"tiny", "base", "small", "medium", "large-v3", "large-v3-turbo"} <= set(names)
    for one in OFFERS:
        assert one.languages == ("en" if ".en" in one.name or "distil" in one.name else "many")


@pytest.mark.parametrize("one", OFFERS, ids=lambda one: one.name)
def test_every_file_is_pinned_and_none_is_missing(one: Offer) -> None:
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", one.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", one.commit)
    assert all(any(fnmatch(file.name, wanted) for file in one.files) for wanted in WANTED)
    for file in one.files:
        assert any(fnmatch(file.name, welcome) for welcome in WELCOME)
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.bytes > 0


def test_size_and_memory_grow_together_and_nothing_is_said_of_speed() -> None:
    many = [one for one in OFFERS if one.name in {"tiny", "base", "small", "medium", "large-v3"}]
    assert [one.bytes for one in many] == sorted(one.bytes for one in many)
    assert [one.memory for one in many] == sorted(one.memory for one in many)
    for one in OFFERS:
        assert one.memory >= one.bytes / 2  # the published weights have 16 bits, the loaded ones 8
        assert one.words.endswith(".")
        assert not re.search(r"fast|quick|slow|speed|second|minute", one.words, re.IGNORECASE)


def test_one_is_found_by_its_name() -> None:
    assert offer(FILE, "base.en").languages == "en"
    with pytest.raises(Problem) as told:
        offer(FILE, "whisper")
    assert told.value.trouble is Trouble.NOT_FOUND
    assert "large-v3-turbo" in told.value.sentence
