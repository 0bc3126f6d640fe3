"""The browser of the end-to-end tests, for the progress page."""

from tests.e2e.conftest import (  # noqa: F401
    browser_type_launch_args,
    bundle,
    complaints,
    content,
    inspection,
    one_stylesheet,
    visit,
)
