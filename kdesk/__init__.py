"""kdesk: a private journal for guided psychedelic therapy, kept on one computer."""

import os

__version__ = "0.1.0"

# Read once by the libraries below when they are imported, so they are set before anything else is:
# nothing kdesk loads may look for updates, send statistics or ask a model hub.
for _switch in (
    "ORT_DISABLE_TELEMETRY",
    "HF_HUB_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "DO_NOT_TRACK",
):
    os.environ[_switch] = "1"
