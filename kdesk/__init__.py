"""kdesk: a private journal for guided psychedelic therapy, kept on one computer."""

import os

__version__ = "0.1.0"

QUIET = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""No library looks for updates, sends statistics or asks a model hub.

They read these once, when they are imported, so every process of kdesk has them set before it
imports anything of theirs; its children inherit them.
"""
os.environ.update(QUIET)
