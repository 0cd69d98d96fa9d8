"""A short record of what the program did, without a word of the journal."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kdesk.system.crash import frames

LOGGER = "kdesk"
LARGEST = 256 * 1024
"""Bytes; one older file of the same size is kept beside it."""


class DiscreetFormatter(logging.Formatter):
    """Writes what was said, and of an exception only its type and where it was raised.

    An exception's own text may quote what somebody wrote, so it is never written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, then a line for each frame of an exception."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = f"{when} {record.levelname.lower()} {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line = "\n".join([f"{line} ({type(error).__qualname__})", *frames(error)])
        return line


def keep_log(file: Path) -> logging.Logger:
    """Write kdesk's own log lines to a file that stays small; none of any library's.

    A file that can't be written is done without: the log is a courtesy.
    """
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logging.raiseExceptions = False
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    try:
        handler = RotatingFileHandler(file, maxBytes=LARGEST, backupCount=1, encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return logger
    handler.setFormatter(DiscreetFormatter())
    logger.addHandler(handler)
    return logger
