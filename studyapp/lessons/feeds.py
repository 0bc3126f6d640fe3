"""The change log for feed readers."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from studyapp.lessons.changes import Change, changes

NEWEST = 50


class ChangeFeed(Feed):  # type: ignore[type-arg]
    """An Atom feed: an entry for each change, newest first."""

    feed_type = Atom1Feed
    title = "Lambda Ledger: what changed"
    subtitle = "Facts about AWS Lambda that are no longer what older material says."

    def link(self) -> str:
        return reverse("facts:changes")

    def items(self) -> list[Change]:
        return changes()[:NEWEST]

    def item_title(self, item: Change) -> str:
        return f"{item.fact.topic.capitalize()}: {item.fact.label}"

    # A summary is HTML: what the ledger has in angle brackets has to stay text.
    def item_description(self, item: Change) -> str:
        return escape(f"Now: {item.now} Before: {item.before}")

    def item_link(self, item: Change) -> str:
        return item.fact.get_absolute_url()

    def item_guid(self, item: Change) -> str:
        return f"urn:lambda-ledger:{item.key}"

    def item_updateddate(self, item: Change) -> datetime:
        return item.at

    def item_pubdate(self, item: Change) -> datetime:
        return item.at
