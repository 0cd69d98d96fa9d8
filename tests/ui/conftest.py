"""What tests of screens share."""

from tests.ui.a_desk import journal

__all__ = ["journal"]
