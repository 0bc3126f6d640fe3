"""Static files as production collects them."""

import os

import pytest
from django.core.management import call_command

SHEET = '@layer base;\n@import url("base.css") layer(base);\n'


@pytest.fixture
def collect(tmp_path, settings):
    """Write the two stylesheets, collect, and return what learners would get."""
    source, root = tmp_path / "source" / "css", tmp_path / "root"
    source.mkdir(parents=True)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "source"], root
    bundled = {"BACKEND": "studyapp.staticfiles.BundledStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": bundled}
    (source / "site.css").write_text(SHEET)
    os.utime(source / "site.css", (0, 0))

    def run(base):
        (source / "base.css").write_text(base)
        call_command("collectstatic", verbosity=0, interactive=False)
        return (root / "css" / "site.css").read_text()

    return run


def test_one_sheet_holds_what_it_imports(collect):
    assert collect("a { color: red }\n") == "@layer base;@layer base{a{color:red}}"


def test_a_changed_part_reaches_the_sheet_that_did_not_change(collect):
    collect("a { color: red }\n")

    assert "blue" in collect("a { color: blue }\n")
