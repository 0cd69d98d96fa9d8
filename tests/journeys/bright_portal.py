"""A desktop's own file dialog, as white as a light desktop's: run by Debian's own Python.

Stands for the XDG desktop portal on the session bus; whoever asks for a file gets a white screen.
"""

import subprocess
from typing import Any

from gi.repository import Gio, GLib  # type: ignore[import-not-found]  # Debian's package

INTERFACE = """<node><interface name="org.freedesktop.portal.FileChooser">
<method name="OpenFile">
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/>
</method>
<property name="version" type="u" access="read"/>
</interface></node>"""
PLACE = "/org/freedesktop/portal/desktop"


def show(*call: Any) -> None:
    subprocess.Popen(["display", "-size", "1280x820", "xc:white"])
    call[-1].return_value(GLib.Variant("(o)", (f"{PLACE}/request/1/1",)))


def stand(bus: Any, _name: str) -> None:
    chooser = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    bus.register_object(PLACE, chooser, show, lambda *_: GLib.Variant("u", 4), None)


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.portal.Desktop", 0, stand, None, None)
GLib.MainLoop().run()
