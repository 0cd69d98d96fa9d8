"""People to turn to, and a few lines to hold on to."""
