"""Commands about words from sound: the memos that wait, and the models that hear them."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import datetime
from queue import SimpleQueue

from kdesk.cli import again
from kdesk.cli.facts import print_json, shown_progress
from kdesk.cli.opening import alone_with, folder_of, opened
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import half, speeds, wishes
from kdesk.jobs.errand import Coming, NotHere
from kdesk.jobs.fetching import FetchEvent, Fetching
from kdesk.jobs.runner import Runner
from kdesk.jobs.transcriber import Transcriber
from kdesk.speech import catalogue as speech_catalogue
from kdesk.speech import models as speech_models
from kdesk.speech.catalogue import CATALOGUE, Offer, offers
from kdesk.speech.choice import chosen_then
from kdesk.speech.models import Model
from kdesk.speech.speed import Speed, fastest
from kdesk.system.paths import resources, usual_places
from kdesk.system.settings import SettingsKeeper

NO_MODEL = (
    "No speech model is installed. `kdesk models get NAME` gets one, `kdesk models add DIR` adds "
    "one from a folder; the memos wait until then."
)


def transcribe(chosen: Namespace, now: datetime) -> None:
    """Write down every memo that waits, or one again; refused beside an open window.

    On battery too, whatever the settings say: somebody asks for it now.
    """
    places = usual_places()
    with alone_with(folder_of(chosen)), opened(chosen, now) as vault:
        if not speech_models.installed(places.models):
            for name, problem in speech_models.broken(places.models).items():
                raise speech_models.unusable(places.models / name, problem.sentence)
            raise Problem(Trouble.NO_MODEL, NO_MODEL)
        runner = Runner()
        settings = SettingsKeeper(places.settings_file).current
        transcriber = Transcriber(
            vault,
            models=places.models,
            choices=lambda: settings,
            runner=runner,
            listener=lambda _: None,
            now=lambda: datetime.now().astimezone(),
            wish=lambda: wishes.wish(vault, settings.spoken_language),
        )
        try:
            wanted = again.ask(transcriber, vault, places.models, chosen)
            with shown_progress() as progress:
                done = transcriber.work(progress)
            print("1 memo written down." if done == 1 else f"{done} memos written down.")
            again.check_heard(vault, wanted)
        finally:
            transcriber.close()
            runner.close()


def models(chosen: Namespace, now: datetime) -> None:
    """Print the installed models, those that can't be used and why, then those to be got."""
    folder = usual_places().models
    here, broken = speech_models.installed(folder), speech_models.broken(folder)
    measured = _measured(here)
    every = offers(resources() / CATALOGUE)
    known = {offer.name: offer for offer in every}
    names = {*broken, *(model.name for model in here)}
    more = [offer for offer in every if offer.name not in names]
    if chosen.json:
        whole = [_facts(one, known, measured) for one in here]
        offered = [_facts(one, known, measured) for one in more]
        unknown = dict.fromkeys(("bytes", "languages", "memory", "speed"))
        damaged = [
            {"name": name, **unknown, "folder": str(folder / name), "broken": problem.sentence}
            for name, problem in broken.items()
        ]
        print_json([*whole, *damaged, *offered])
        return
    for model in here:
        print(_row(model, known.get(model.name)) + _told(measured.get(model.name)))
    for name, problem in broken.items():
        print(f"{name:<16} {problem.sentence}")
    if not names:
        print(NO_MODEL)
    print("\nTo be got with `kdesk models get NAME`:")
    for offer in more:
        got = half.got(folder, offer.name)
        print(_row(offer, offer) + (f"  {_size(got)} of it are here" if got else ""))


def fetch_model(chosen: Namespace, now: datetime) -> None:
    """Get a published model; it says how much that is first. What came stays when it is stopped."""
    offer = speech_catalogue.offer(resources() / CATALOGUE, chosen.name)
    print(f"{offer.name} is {_size(offer.bytes)} to get and keep.", end=" ")
    print(f"It takes up to {_size(offer.memory)} of memory.", flush=True)
    before = _names()
    told: SimpleQueue[FetchEvent] = SimpleQueue()
    fetching = Fetching(usual_places().models, chosen.porter)
    fetching.tell_to(told.put)
    try:
        fetching.begin(offer)
        with shown_progress() as progress:
            while isinstance(event := told.get(), Coming):
                progress.fraction(event.got / offer.bytes)
    finally:
        fetching.close()
    if isinstance(event, NotHere):
        raise event.problem
    print(f"Got {offer.name}")
    _settle(before)


def add_model(chosen: Namespace, now: datetime) -> None:
    """Add a model from a folder."""
    before = _names()
    model = speech_models.add(usual_places().models, chosen.folder)
    print(f"Added {model.name}")
    _settle(before)


def remove_model(chosen: Namespace, now: datetime) -> None:
    """Remove a model and what has come of one; refused while it is being got."""
    folder = usual_places().models
    known = {offer.name for offer in offers(resources() / CATALOGUE)}
    begun = chosen.name in known and half.folder_of(folder, chosen.name).is_dir()
    if begun:
        half.discard(folder, chosen.name)
    if not begun or (folder / chosen.name).is_dir():
        speech_models.remove(folder, chosen.name)
    print(f"Removed {chosen.name}")


def _names() -> list[str]:
    return [model.name for model in speech_models.installed(usual_places().models)]


def _settle(before: Sequence[str]) -> None:
    """Which model is used is what it is in the window: see `chosen_then`."""
    keeper = SettingsKeeper(usual_places().settings_file)
    name = chosen_then(keeper.current.speech_model, before, _names())
    if name != keeper.current.speech_model:
        keeper.change(speech_model=name)


def _facts(
    one: Model | Offer, known: Mapping[str, Offer], measured: Mapping[str, Speed]
) -> dict[str, object]:
    return {
        "name": one.name,
        "bytes": one.bytes,
        "languages": one.languages,
        "memory": known[one.name].memory if one.name in known else None,
        "folder": str(one.folder) if isinstance(one, Model) else None,
        "speed": measured[one.name].times if one.name in measured else None,
        "broken": None,
    }


def _row(one: Model | Offer, offer: Offer | None) -> str:
    languages = "many languages" if one.languages == "many" else "English"
    memory = f"  {_size(offer.memory):>7} of memory" if offer else ""
    return f"{one.name:<16} {_size(one.bytes):>7}{memory}  {languages}"


def _measured(here: Sequence[Model]) -> dict[str, Speed]:
    """How fast each model proved to be on this computer, of those that were tried."""
    places = usual_places()
    processor = SettingsKeeper(places.settings_file).current.speech_processor
    best = {model.name: fastest(speeds.kept(places, model), processor) for model in here}
    return {name: way for name, way in best.items() if way is not None}


def _told(best: Speed | None) -> str:
    if best is None:
        return ""
    if best.times < 1:
        return "  slower than speech"
    return f"  about {best.rounded} times as fast as speech"


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(round(size / 1e6), 1)} MB"
