"""Speech models in a shell: which there are, getting one, stopping, removing."""

import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kdesk.jobs import half, speeds
from kdesk.speech.catalogue import CATALOGUE, offers
from kdesk.speech.models import check
from kdesk.speech.speed import CPU, Speed
from kdesk.system.paths import resources, usual_places
from kdesk.system.settings import SettingsKeeper
from tests.jobs import hub as hubs
from tests.jobs.hub import Hub
from tests.shell import done, refused

OFFERS = offers(resources() / CATALOGUE)


def test_the_list_has_what_is_here_and_what_can_be_got(tmp_path: Path) -> None:
    facts = done("models", "list", "--json").facts
    assert [model["name"] for model in facts] == [offer.name for offer in OFFERS]
    assert all(model["folder"] is None and model["memory"] > 0 for model in facts)
    done("models", "add", hubs.MODEL)
    facts = done("models", "list", "--json").facts
    assert facts[0]["name"] == "speech-model"
    assert facts[0]["folder"] == str(usual_places().models / "speech-model")
    listed = done("models", "list").out
    assert "small.en" in listed
    assert "486 MB" in listed
    assert "3.1 GB" in listed
    assert "many languages" in listed


def test_how_fast_a_model_proved_to_be_here_stands_in_its_row(tmp_path: Path) -> None:
    for name in ("quick", "slow", "untried"):
        shutil.copytree(hubs.MODEL, usual_places().models / name)
    for name, times in (("quick", 11.7), ("slow", 0.42)):
        model = check(usual_places().models / name)
        speeds._keep(usual_places(), model, [Speed(CPU, 1, times)])
    facts = {model["name"]: model["speed"] for model in done("models", "list", "--json").facts}
    assert (facts["quick"], facts["slow"], facts["untried"]) == (11.7, 0.42, None)
    assert facts[OFFERS[0].name] is None
    rows = {row.split()[0]: row for row in done("models", "list").out.splitlines() if row}
    assert rows["quick"].endswith("  English  about 12 times as fast as speech")
    assert rows["slow"].endswith("  English  slower than speech")
    assert rows["untried"].endswith("  English")


def test_a_name_that_nobody_knows_is_refused_before_anything_is_asked(hub: Hub) -> None:
    assert "large-v3-turbo" in refused("models", "get", "gigantic")
    assert hub.asked == []


def test_the_size_is_said_first_and_what_is_not_the_model_is_refused(hub: Hub) -> None:
    """The hub has files of the right names, but not those that are pinned."""
    command = [sys.executable, "-m", "kdesk", "models", "get", "tiny.en"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stdout.startswith("tiny.en is 78 MB to get and keep. It takes up to 300 MB of")
    assert "not the model kdesk knows" in ended.stderr
    assert hub.asked == [f"/Systran/faster-whisper-tiny.en/resolve/{OFFERS[1].commit}/config.json"]
    assert not usual_places().models.exists()


def test_what_gets_models_may_fail_to_start() -> None:
    broken = "import sys; sys.executable = '/nowhere'; from kdesk.cli import main; "
    command = [sys.executable, "-c", broken + "sys.exit(main(['models', 'get', 'tiny']))"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("The process that gets speech models")
    assert "Traceback" not in ended.stderr


def test_what_was_stopped_stays_until_it_is_removed(hub: Hub) -> None:
    tiny = OFFERS[0]
    hub.odd["config.json"] = first_part(tiny.files[0].bytes)
    command = [sys.executable, "-m", "kdesk", "models", "get", "tiny"]
    # What runs in a shell's background is started with Ctrl+C ignored, and so would the child be.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    folder = half.folder_of(usual_places().models, "tiny")
    while not half.got(usual_places().models, "tiny"):
        assert child.poll() is None
        hub.gate.wait(0.05)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 1
    assert "Stopped." in said
    assert folder.is_dir()
    assert "1 MB of it are here" in done("models", "list").out
    done("models", "remove", "tiny")
    assert not folder.exists()
    assert "no speech model" in refused("models", "remove", "tiny")


def first_part(whole: int) -> hubs.Answer:
    """Ten bytes of a file of the pinned size, then nothing."""

    def answer(request: hubs.Request) -> None:
        request.begin(200, whole)
        request.body(b"{" * 10)
        request.hub.gate.wait(60)

    return answer


def test_removing_one_that_is_here_takes_what_has_come_of_another_try_along() -> None:
    models = usual_places().models
    shutil.copytree(hubs.MODEL, models / "tiny")
    begun = half.folder_of(models, "tiny")
    begun.mkdir()
    (begun / "config.json").write_text("{")
    done("models", "remove", "tiny")
    assert not begun.exists()
    assert not (models / "tiny").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no flock there")
def test_one_that_is_being_got_is_not_removed() -> None:
    models = usual_places().models
    folder = half.begin(models, replace(OFFERS[0], files=OFFERS[0].files[:1]))
    (folder / "config.json").write_text("{")
    shutil.copytree(hubs.MODEL, models / "tiny")
    assert "being got already" in refused("models", "remove", "tiny")
    assert (folder / "config.json").exists()
    assert (models / "tiny").exists()


@pytest.mark.parametrize("name", ["..", "../models", "/etc", ""])
def test_only_a_model_can_be_removed(name: str) -> None:
    assert "no speech model" in refused("models", "remove", name)


def test_no_name_leads_out_of_the_folder_of_models() -> None:
    models = usual_places().models
    models.mkdir(parents=True)
    near = models.parent / "diary.fetch"
    near.mkdir()
    (near / "page").write_text("mine")
    assert "no speech model" in refused("models", "remove", "/../diary")
    assert (near / "page").read_text() == "mine"


def test_a_damaged_model_is_listed_with_its_reason() -> None:
    for name in ("tiny", "whole"):
        shutil.copytree(hubs.MODEL, usual_places().models / name)
    (usual_places().models / "tiny" / "model.bin").write_bytes(b"")
    reason = "The speech model's file model.bin is empty. Copy its folder again."
    facts = done("models", "list", "--json").facts
    assert [(one["name"], one["broken"]) for one in facts[:2]] == [
        ("whole", None),
        ("tiny", reason),
    ]
    assert facts[1]["folder"] == str(usual_places().models / "tiny")
    assert {frozenset(one) for one in facts} == {frozenset(facts[0])}, "all have the same fields"
    assert [one["name"] for one in facts].count("tiny") == 1
    listed = done("models", "list").out
    assert f"tiny             {reason}\n" in listed
    assert listed.count("tiny ") == 1


def test_the_model_in_use_stays_in_use_when_another_is_added(tmp_path: Path) -> None:
    for name in ("small", "another"):
        shutil.copytree(hubs.MODEL, tmp_path / name)
        done("models", "add", tmp_path / name)
        assert SettingsKeeper(usual_places().settings_file).current.speech_model == "small"
