"""The steps of a tour: what each puts in, and what must be found again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from kdesk.audio import flac
from kdesk.domain.entry import EntryKind
from kdesk.domain.excerpt import excerpt_of
from kdesk.domain.goal import Direction
from kdesk.domain.ids import ITEM_KINDS, Kind, MemoId, SessionId
from kdesk.domain.memo import Listening, Memo
from kdesk.domain.summary import Period, SummaryRequest
from kdesk.domain.times import clock, length
from kdesk.jobs.finalise import finalise_all
from kdesk.jobs.sample import MODEL, fill, write_down
from kdesk.jobs.summaries import gather
from kdesk.speech import models
from kdesk.store import (
    captures,
    checks,
    creations,
    entries,
    excerpts,
    goals,
    insights,
    items,
    memos,
    searches,
    sessions,
    themes,
)
from kdesk.store import vault as vaults
from kdesk.store.captures import CaptureMeta, CaptureSink
from kdesk.store.devices import DeviceKeeper
from kdesk.store.ids import new_id
from kdesk.system.paths import resources
from kdesk.tour.place import places_in

SAMPLE = resources() / "sample"
RIGHT = 0.9
"""The share of words the small model must have right."""
PASSPHRASE = "the heron stood on the weir"  # noqa: S105 - the tour's own
RATE = 48_000
BLOCK = 960 * 2
"""Bytes of one block as the microphone gives it: 20 ms."""

Found = tuple[bool, str]
"""Whether it is what was put in, and what was found, in a few words."""


class Tour:
    """One walk through the main job."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._places = places_in(folder)
        self._device = DeviceKeeper(self._places.device_keys, keyring_allowed=False)
        self._vault = vaults.make(self._places.vault, self._device, None, now)
        self._session: SessionId | None = None
        self._memo: MemoId | None = None

    def walk(self) -> bool:
        """Take every step, printing what each found; True when all of them did."""
        steps: tuple[tuple[str, Callable[[], Found]], ...] = (
            ("A new journal", self._journal),
            ("The sample journal", self._sample),
            ("A session with an intention", self._intend),
            ("A recording, sealed as it grows, then filed", self._record),
            ("Its words", self._listen),
            ("Words kept as an insight, under a theme", self._keep),
            ("A typed entry", self._write),
            ("An upload", self._upload),
            ("A goal with a check-in", self._decide),
            ("Search", self._search),
            ("The timeline", self._timeline),
            ("The summary as PDF", self._summarise),
            ("Closed, checked and opened again", self._open_again),
            ("Pictures of every screen", self._draw),
        )
        whole = True
        for number, (name, step) in enumerate(steps, 1):
            right, found = step()
            whole = whole and right
            mark = "" if right else "  ← not what was put in"
            print(f"{number:2}. {name}: {found}{mark}", flush=True)
        print("Everything was found again." if whole else "Something was not found again.")
        return whole

    def _journal(self) -> Found:
        model = models.add(self._places.models, SAMPLE / MODEL)
        there = vaults.exists(self._places.vault) and not vaults.has_passphrase(self._places.vault)
        return there, f"in {self._places.vault}, with the speech model {model.name}"

    def _sample(self) -> Found:
        fill(self._vault, SAMPLE, now=self._now)
        counts = items.counts(self._vault)
        (memo,) = memos.newest(self._vault)
        found = ", ".join(f"{count} × {kind}" for kind, count in counts.items() if count)
        every_kind = all(counts[kind] for kind in ITEM_KINDS)
        return every_kind and _heard(memo) >= RIGHT, found

    def _intend(self) -> Found:
        intention = "To stay with the water a little longer."
        made = sessions.add(
            self._vault,
            begun_at=self._now - timedelta(hours=20),
            title="Fourth session",
            place="The room with the green chair",
            companions="My guide",
            intention=intention,
            now=self._now,
        )
        self._session = made.id
        found = sessions.find(self._vault, made.id)
        return found == made and found.intention == intention, f"“{found.intention}”"

    def _record(self) -> Found:
        spoken = flac.decode((SAMPLE / "memo.flac").read_bytes(), RATE)
        at = self._now - timedelta(hours=19)
        memo_id = MemoId(new_id(Kind.MEMO, at))
        captured = self._vault.captures
        sink = CaptureSink(
            captured, self._places.fallback, self._vault.recipient, CaptureMeta(memo_id, at, "tour")
        )
        for start in range(0, len(spoken), BLOCK):
            sink.write(spoken[start : start + BLOCK])
        sink.finish()
        waited = len(captures.waiting(captured))
        filed = finalise_all(self._vault, now=self._now)
        memo = memos.find(self._vault, memo_id)
        kept = flac.decode(self._vault.blobs.read(memo.sound), RATE)
        self._memo = memo.id
        right = (
            waited == 1
            and filed == (memo_id,)
            and kept == spoken
            and not memo.cut
            and memo.session_id == self._session
        )
        return right, f"{length(memo.seconds)}, every sample the same, filed to the session"

    def _listen(self) -> Found:
        written = write_down(self._vault, SAMPLE, now=self._now)
        memo = memos.find(self._vault, self._memo or "")
        share = _heard(memo)
        right = written == 1 and memo.listening is Listening.DONE and share >= RIGHT
        return right, f"{share:.0%} of them right: “{memo.text.splitlines()[0]} …”"

    def _keep(self) -> Found:
        memo_id, words = MemoId(self._memo or ""), "I am grateful for my sister"
        transcript = memos.transcript(self._vault, memo_id)
        said = excerpt_of(memo_id, transcript.utterances if transcript else (), words)
        if said is None:
            return False, f"“{words}” was not heard"
        made = insights.add(
            self._vault,
            at=self._now,
            text=words,
            excerpt=said,
            session_id=self._session,
            now=self._now,
        )
        tagged = themes.tag(self._vault, "my sister", memo_id, said, now=self._now)
        under = insights.newest(self._vault, theme_id=tagged.theme_id)
        source = excerpts.memo_of(self._vault, said)
        right = made in under and source is not None and said.end <= source.seconds
        return right, f"“{said.words}”, at {clock(said.start)}, {len(under)} under “{tagged.name}”"

    def _write(self) -> Found:
        text = "I wasn't cold. *I kept waiting to be cold*, and then I stopped waiting."
        made = entries.add(
            self._vault,
            at=self._now - timedelta(hours=16),
            kind=EntryKind.AFTER,
            title="What stood out",
            text=text,
            session_id=self._session,
            now=self._now,
        )
        found = entries.find(self._vault, made.id)
        return found == made and found.text == text, f"“{found.title}”, kept to the letter"

    def _upload(self) -> Found:
        (made, *_) = creations.newest(self._vault)
        file = made.files[0]
        content = self._vault.blobs.read(file.content)
        thumbnail = file.thumbnail and self._vault.blobs.read(file.thumbnail)
        sealed = (self._places.vault / "blobs").rglob("*")
        hidden = all(content[:2000] not in path.read_bytes() for path in sealed if path.is_file())
        right = bool(thumbnail) and len(content) == file.content.size and hidden
        return right, f"“{made.title}”, {file.name}, {file.content.size // 1000} kB, sealed"

    def _decide(self) -> Found:
        goal = goals.add(
            self._vault,
            at=self._now - timedelta(hours=3),
            title="Ten quiet minutes by the window",
            why="The quiet came by itself when I let it.",
            first_step="Turn the chair around.",
            direction=Direction.START,
            check_in_on=(self._now + timedelta(days=7)).date(),
            session_id=self._session,
            now=self._now,
        )
        note = "The chair is turned. I sat once."
        goals.check_in(
            self._vault,
            goal.id,
            note=note,
            at=self._now - timedelta(hours=1),
            next_on=goal.check_in_on,
            now=self._now,
        )
        found = goals.find(self._vault, goal.id)
        return [look.note for look in found.check_ins] == [note], f"“{found.title}”, “{note}”"

    def _search(self) -> Found:
        wanted = {
            "grateful": Kind.MEMO,
            "waiting to be cold": Kind.ENTRY,
            "quiet min": Kind.GOAL,
            "nobody hurries": Kind.INSIGHT,
            "blue door": Kind.CREATION,
            "water a little": Kind.SESSION,
        }
        missing = [
            words
            for words, kind in wanted.items()
            if kind not in {hit.item.kind for hit in searches.find(self._vault, words)}
        ]
        return not missing, f"{len(wanted) - len(missing)} of {len(wanted)} found as one types"

    def _timeline(self) -> Found:
        shown = items.newest(self._vault, limit=1000)
        in_order = list(shown) == sorted(shown, key=lambda i: (i.at, i.id), reverse=True)
        right = in_order and len(shown) == items.count(self._vault)
        return right, f"{len(shown)} things in order, the newest “{shown[0].title}”"

    def _summarise(self) -> Found:
        from kdesk.paper.pages import Pages
        from kdesk.paper.pdf import save

        period = Period((self._now - timedelta(days=13)).date(), self._now.date())
        summary = gather(self._vault, SummaryRequest(period))
        file = self._folder / "summary.pdf"
        save(summary, file, printed_on=self._now.date(), fonts=resources() / "fonts")
        pages = Pages(summary, self._now.date())
        wanted = ("To stay with the water", "I stopped waiting", "Ten quiet minutes")
        missing = [words for words in wanted if words not in " ".join(pages.text.split())]
        right = not missing and pages.count in (1, 2) and file.read_bytes().startswith(b"%PDF-")
        count = "1 page" if pages.count == 1 else f"{pages.count} pages"
        return right, f"{count} in {file}"

    def _open_again(self) -> Found:
        before = items.newest(self._vault, limit=1000)
        self._vault.set_passphrase(PASSPHRASE, self._now)
        self._vault.close()
        self._vault = vaults.open_with_passphrase(self._places.vault, PASSPHRASE)
        report = checks.check(self._vault)
        same = items.newest(self._vault, limit=1000) == before
        self._vault.close()
        return same and report.whole, f"{len(before)} things, all whole"

    def _draw(self) -> Found:
        from kdesk.tour.pictures import draw

        drawn = draw(self._places, self._folder / "pictures", PASSPHRASE, now=self._now)
        return all(drawn.values()), f"{len(drawn)} in {self._folder / 'pictures'}"


def _heard(memo: Memo) -> float:
    """The share of the sample's spoken words that are in the memo's text, in order."""
    said = _words((SAMPLE / "memo.txt").read_text(encoding="utf-8"))
    heard = _words(memo.text)
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(said)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
