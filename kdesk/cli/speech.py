"""Commands about words from sound: the memos that wait, and the models that hear them."""

from argparse import Namespace
from datetime import datetime

from kdesk.cli.facts import print_json, shown_progress
from kdesk.cli.opening import alone_with, folder_of, opened
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs import wishes
from kdesk.jobs.runner import Runner
from kdesk.jobs.transcriber import Transcriber
from kdesk.speech import models as speech_models
from kdesk.system.paths import usual_places
from kdesk.system.settings import SettingsKeeper

NO_MODEL = (
    "No speech model is installed. `kdesk models add DIR` adds one; the memos wait until then."
)


def transcribe(chosen: Namespace, now: datetime) -> None:
    """Write down every memo that waits, with progress; refused beside an open window."""
    places = usual_places()
    with alone_with(folder_of(chosen)), opened(chosen, now) as vault:
        if not speech_models.installed(places.models):
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
            with shown_progress() as progress:
                done = transcriber.work(progress)
        finally:
            transcriber.close()
            runner.close()
    print("1 memo written down." if done == 1 else f"{done} memos written down.")


def models(chosen: Namespace, now: datetime) -> None:
    """Print the installed models."""
    found = speech_models.installed(usual_places().models)
    if chosen.json:
        print_json(
            {"name": m.name, "bytes": m.bytes, "languages": m.languages, "folder": str(m.folder)}
            for m in found
        )
        return
    for model in found:
        print(f"{model.name}  {model.bytes / 1e6:.0f} MB  {model.languages}")
    if not found:
        print(NO_MODEL)


def add_model(chosen: Namespace, now: datetime) -> None:
    """Add a model from a folder."""
    model = speech_models.add(usual_places().models, chosen.folder)
    print(f"Added {model.name}")


def remove_model(chosen: Namespace, now: datetime) -> None:
    """Remove a model."""
    speech_models.remove(usual_places().models, chosen.name)
    print(f"Removed {chosen.name}")
