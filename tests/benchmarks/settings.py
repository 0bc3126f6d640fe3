"""The site's settings with the bare view beside the site."""

from studyapp.settings import *  # noqa: F403

WHOLE_URLCONF = ROOT_URLCONF  # noqa: F405
ROOT_URLCONF = "tests.benchmarks.bare"
