"""A browser without a window: cookies, forms and JSON, over the wire."""

import json
import re
import urllib.request
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode


class Visitor:
    """Somebody who visits the site at `url` with a cookie jar of their own."""

    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[str, str]:
        """The address we end at, and the page."""
        with self._opener.open(self.url + path, timeout=20) as answer:
            return answer.geturl().removeprefix(self.url), answer.read().decode()

    def post(self, path: str, **fields: Any) -> tuple[str, str]:
        request = self._request(path, fields)
        with self._opener.open(request, timeout=20) as answer:
            return answer.geturl().removeprefix(self.url), answer.read().decode()

    def save(self, path: str, **fields: Any) -> dict[str, Any]:
        """Send an answer as an outbox does; the receipt."""
        request = self._request(path, fields)
        request.add_header("Accept", "application/json")
        with self._opener.open(request, timeout=20) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    def begin(self, quiz: str, **fields: Any) -> str:
        """Start a quiz by its form; the path that its questions' positions are added to."""
        _, page = self.get(quiz)
        hidden = dict(re.findall(r'type="hidden" name="(attempt)" value="([^"]*)"', page))
        place, _ = self.post(quiz, **hidden, **fields)
        return place.rpartition("/")[0].rpartition("/")[0] + "/"

    def _request(self, path: str, fields: dict[str, Any]) -> urllib.request.Request:
        token = next((c.value for c in self.jar if c.name == "csrftoken"), "") or ""
        data = urlencode({"csrfmiddlewaretoken": token, **fields}, doseq=True).encode()
        return urllib.request.Request(self.url + path, data)
