"""Static files for production: one stylesheet, hashed names, compressed."""

import fnmatch
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# Space that only people read; before a quote it may be the end of a text (`content: ": "`).
SPACE = re.compile(r"\s*(?P<mark>[{};])\s*|(?P<after>[:,])\s+(?![\s\"])")
IMPORT = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\) layer\((?P<layer>\w+)\);\n?')
# A line that only remarks, and what a line is moved in by: a learner's browser needs neither.
REMARK = re.compile(r"^[ ]*(?://.*)?\n|^[ ]+", re.MULTILINE)
MODULES = (
    "js/*.js",
    (
        (r'(?P<matched>from "(?P<url>\./[\w-]+\.js)";)', 'from "%(url)s";'),
        (r'(?P<matched>import\("(?P<url>\./[\w-]+\.js)"\))', 'import("%(url)s")'),
    ),
)


def flatten(path: Path) -> str:
    """The stylesheet in `path`, without comments and idle space, its layered `@import`s filled in.

    Browsers follow the imports while developing; a learner gets one file.
    """

    def inline(match: re.Match[str]) -> str:
        body = (path.parent / match["name"]).read_text()
        return f"@layer {match['layer']} {{\n{body}}}\n"

    whole = COMMENT.sub("", IMPORT.sub(inline, path.read_text()))
    return SPACE.sub(lambda match: match["mark"] or match["after"], whole)


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, after `site.css` has taken in what it imports."""

    # Our modules name each other's hashed files, as url(…) in a stylesheet does. Django's own
    # switch for this would read every package's scripts, examples in their comments included.
    patterns = (*CompressedManifestStaticFilesStorage.patterns, MODULES)

    # A file that is missing from the manifest is a bug to see in tests, not a
    # reason to answer 500 to a learner.
    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):  # type: ignore[no-untyped-def]
        if not dry_run and "css/site.css" in paths:
            # From its source: what was collected before may be flat already, and older parts
            # would stay in it when only an imported file has changed.
            source = Path(str(finders.find("css/site.css")))
            Path(self.path("css/site.css")).write_text(flatten(source))
            paths["css/site.css"] = (self, "css/site.css")
        for name in () if dry_run else fnmatch.filter(paths, "js/*.js"):
            source = Path(str(finders.find(name)))
            Path(self.path(name)).write_text(REMARK.sub("", source.read_text()))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
