"""Property tests of the bank: no deadline, since a busy machine is not a fault of the code."""

from hypothesis import settings

settings.register_profile("bank", deadline=None)
settings.load_profile("bank")
