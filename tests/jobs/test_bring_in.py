"""Several files at once: kept, there already, refused; and what they are stays as it is."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import bring_in as module
from kdesk.jobs.bring_in import Brought, bring_in, open_file
from kdesk.jobs.runner import Progress
from kdesk.store import bin as the_bin
from kdesk.store import creations, entries, items, memos, sessions
from kdesk.store.vault import Vault
from tests.jobs.test_take_in import drawing, nothing_is_kept, tone
from tests.store import making

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = making.made(tmp_path)
    yield opened
    opened.close()


def brought(vault: Vault, *files: Path, **more: object) -> Brought:
    return bring_in(vault, files, session_id=None, now=NOW, **more)  # type: ignore[arg-type]


def on_disk(folder: Path, name: str, data: bytes, at: datetime = NOW) -> Path:
    file = folder / name
    file.write_bytes(data)
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def test_each_file_is_kept_for_itself_and_a_bad_one_is_named(vault: Vault, tmp_path: Path) -> None:
    files = [
        on_disk(tmp_path, "walk.wav", tone()),
        on_disk(tmp_path, "liar.png", b"\x89PNG\r\n\x1a\n and no more"),
        on_disk(tmp_path, "note.txt", b"The river."),
        tmp_path / "gone.wav",
    ]
    fractions: list[float] = []
    done = brought(vault, *files, progress=Progress(fractions.append))
    assert [name.partition("-")[0] for name in done.kept] == ["memo", "entry"]
    assert [one.name for one in done.refused] == ["liar.png", "gone.wav"]
    assert all(one.sentence.endswith(".") for one in done.refused)
    assert fractions == sorted(fractions)
    assert (done.there, done.stopped, done.problem) == ((), False, None)


def test_how_many_end_abruptly_is_told(vault: Vault, tmp_path: Path) -> None:
    cut = on_disk(tmp_path, "cut.wav", tone(seconds=5)[:200_000])
    whole = [on_disk(tmp_path, "a.wav", tone()), on_disk(tmp_path, "note.txt", b"The river.")]
    done = brought(vault, cut, *whole)
    assert (len(done.kept), done.cut, done.refused) == (3, 1, ())
    assert brought(vault, on_disk(tmp_path, "b.wav", tone(seconds=1))).cut == 0


def test_what_the_journal_has_is_told_and_not_kept_twice(vault: Vault, tmp_path: Path) -> None:
    file = on_disk(tmp_path, "walk.wav", tone())
    (memo,) = brought(vault, file).kept
    copy = on_disk(tmp_path, "other name.wav", file.read_bytes())
    assert brought(vault, file, copy) == Brought(there=(memo, memo))
    assert items.count(vault) == 1


def test_what_is_in_the_bin_is_taken_in_again_when_somebody_brings_it(
    vault: Vault, tmp_path: Path
) -> None:
    file = on_disk(tmp_path, "note.txt", b"The river.")
    (first,) = brought(vault, file).kept
    the_bin.remove(vault, first, now=NOW)
    (again,) = brought(vault, file).kept
    assert again != first
    assert entries.find(vault, again).text == "The river."


def test_it_lies_where_it_was_modified_and_finds_its_session_there(
    vault: Vault, tmp_path: Path
) -> None:
    then = NOW - timedelta(days=9)
    session = sessions.add(vault, begun_at=then - timedelta(hours=2), now=NOW)
    (memo,) = brought(vault, on_disk(tmp_path, "walk.wav", tone(), then)).kept
    assert memos.find(vault, memo).at == then
    assert memos.find(vault, memo).session_id == session.id


def test_brought_to_a_session_all_of_it_belongs_there(vault: Vault, tmp_path: Path) -> None:
    session = sessions.add(vault, begun_at=NOW - timedelta(days=90), now=NOW)
    files = [on_disk(tmp_path, "a.wav", tone()), on_disk(tmp_path, "b.png", drawing())]
    memo, creation = bring_in(vault, files, session_id=session.id, now=NOW).kept
    assert memos.find(vault, memo).session_id == session.id
    assert creations.find(vault, creation).session_id == session.id


def test_stopped_it_says_so_and_keeps_what_was_done(vault: Vault, tmp_path: Path) -> None:
    files = [on_disk(tmp_path, f"{n}.txt", b"%d" % n) for n in range(4)]
    progress = Progress(lambda fraction: progress.cancel() if fraction >= 0.5 else None)
    done = brought(vault, *files, progress=progress)
    assert done.stopped
    assert len(done.kept) == items.count(vault) == 2
    assert done.refused == ()


def test_a_full_disk_ends_it_at_once(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def full(*told: object, **_: object) -> None:
        tried.append(str(told[2]))
        raise Problem(Trouble.DISK_FULL, "The disk is full. Make room.")

    monkeypatch.setattr(module, "take_in", full)
    files = [on_disk(tmp_path, f"{n}.txt", b"%d" % n) for n in range(3)]
    done = brought(vault, *files)
    assert done.problem is not None
    assert done.problem.trouble is Trouble.DISK_FULL
    assert tried == ["0.txt"]


@pytest.mark.timeout(20)
def test_a_pipe_or_a_folder_is_refused_and_nobody_waits_for_it(
    vault: Vault, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    done = brought(vault, tmp_path / "pipe.wav", tmp_path / "folder.wav", Path("/dev/zero"))
    assert [one.name for one in done.refused] == ["pipe.wav", "folder.wav", "zero"]
    assert nothing_is_kept(vault)


def test_a_link_is_followed_only_where_that_is_wanted(tmp_path: Path) -> None:
    file = on_disk(tmp_path, "a.txt", b"A poem.")
    link = tmp_path / "link.txt"
    link.symlink_to(file)
    with open_file(link) as opened:
        assert opened.read() == b"A poem."
    with pytest.raises(Problem), open_file(link, links=False):
        pass


def test_the_files_themselves_stay_as_they_were(vault: Vault, tmp_path: Path) -> None:
    file = on_disk(tmp_path, "walk.wav", tone())
    before = (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode)
    brought(vault, file)
    assert (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode) == before
