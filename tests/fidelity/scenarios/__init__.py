"""One scenario per service: what was left out of a recording is set up, the rest is played."""
