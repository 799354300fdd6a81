"""A busy machine is no fault of the code, so Hypothesis sets no time limit here."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
