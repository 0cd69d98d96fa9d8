"""A microphone or a speaker to choose; one that isn't there now stays chosen and says so."""

from collections.abc import Sequence

from kdesk.jobs.protocol import Device
from kdesk.ui.widgets.choice_field import ChoiceField


class DeviceChoice(ChoiceField[str]):
    """The value is the device's name; empty for the system's usual one."""

    def offer_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer these, with this one chosen; nobody is told."""
        names = [device.name for device in devices]
        choices = [(self.tr("The system's usual one"), ""), *((name, name) for name in names)]
        if chosen and chosen not in names:
            choices.append((self.tr("{name} (not found now)").format(name=chosen), chosen))
        self.offer(choices)
        self.choose(chosen)
