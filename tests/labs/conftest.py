from hypothesis import settings

# Machines that run several tests at once are slow at times; that is not a failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
