"""The browser: one for each worker, a fresh profile for each visitor.

A page that complains (script error, console warning, content policy) fails its test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Page, expect

from quizzes.importing import sync
from quizzes.models import Question, QuestionVersion, Quiz, QuizItem
from studyapp.accounts.models import User
from studyapp.content.loader import Bundle, load
from studyapp.lessons.models import Fact, Lesson, LookAlike, Term
from studyapp.search.models import Passage
from studyapp.staticfiles import flatten
from tests.e2e.inspection import DESKTOP as DESKTOP
from tests.e2e.inspection import PHONE as PHONE
from tests.e2e.inspection import Inspection

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
  console.error(`Content policy: ${violatedDirective} ${blockedURI} ${sourceFile}`));
"""
CONTENT = (Fact, Lesson, Lesson.facts.through, Term, Term.see.through, LookAlike)
CONTENT += (Question, Question.basis.through, QuestionVersion, Quiz, QuizItem, Passage)
_imported: dict[Any, list[Any]] = {}
Visit = Callable[..., Page]

# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.fail("Chromium is missing: apt-get install chromium, or set CHROMIUM=<path>.")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if is_root else [])]
    return browser_type_launch_args | {"executable_path": found, "args": arguments}


@pytest.fixture(scope="package", autouse=True)
def one_stylesheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The live server gives out `site.css` as production does: flattened, in one request."""
    folder = tmp_path_factory.mktemp("static")
    sheet = settings.BASE_DIR / "static" / "css" / "site.css"
    (folder / "css").mkdir()
    flat = folder / "css" / "site.css"
    flat.write_text(flatten(sheet))
    os.utime(flat, (0, 0))  # an old file is not asked for again on every page
    with override_settings(STATICFILES_DIRS=[folder, *settings.STATICFILES_DIRS]):
        yield


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The real content, read once."""
    bundle = load()
    assert not bundle.problems
    return bundle


@pytest.fixture
def content(bundle: Bundle, transactional_db: None) -> Bundle:
    """The real content in the database: imported once, written back for each test."""
    for model in CONTENT if _imported else ():
        model._base_manager.bulk_create(_imported[model])
    if not _imported:
        sync(bundle)
        _imported.update((model, list(model._base_manager.all())) for model in CONTENT)
    return bundle


class Complaints(list[str]):
    """What the pages of a test complained of. `expect` names what a test provokes on purpose."""

    def __init__(self) -> None:
        super().__init__()
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        self._expected.append(pattern)

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self if not any(re.search(p, text) for p in self._expected)]

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                self.append(f"{page.url}: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                self.append(f"{answer.url}: status of {answer.status}")
                if answer.status >= 500
                else None
            ),
        )


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def visit(new_context: Any, live_server: Any, content: Bundle, complaints: Complaints) -> Any:
    """Open a page in a new profile: `visit("/learn/", color_scheme="dark", …)`."""
    pages: list[Page] = []
    complaints.expect("Service Worker registration blocked by Playwright")

    def open_page(path: str = "", *, user: User | None = None, **options: Any) -> Page:
        context = new_context(
            base_url=live_server.url,
            **{"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce"}
            # Only tests of the worker want one: what it fetches, no test can hold up.
            | {"service_workers": "block"}
            | options,
        )
        context.add_init_script(TELL_VIOLATIONS)
        context.on("page", complaints.listen)
        if user:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(15_000)
        pages.append(page)
        if path:
            page.goto(path)
        return page

    yield open_page
    for page in pages:
        if not page.is_closed():
            page.evaluate("0")  # what was said before this has arrived when it returns
    if complaints.unexpected:
        pytest.fail("\n".join(complaints.unexpected))


def session_cookie(user: User, url: str) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


@pytest.fixture
def page(visit: Visit) -> Page:
    """A visitor's page on a wide screen."""
    return visit()


@pytest.fixture
def inspection() -> Iterator[Inspection]:
    """Looks at pages; what it finds wrong with any of them fails the test at its end."""
    inspection = Inspection()
    yield inspection
    if inspection.faults:
        pytest.fail("\n".join(inspection.faults))
