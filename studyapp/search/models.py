"""What can be found: one row for each place that a result may lead to."""

from django.db import models


class Passage(models.Model):
    """A section of a lesson, a fact or a term, in plain words.

    The rows follow the course (`indexing.rebuild`) and are never updated in
    place: what changed is deleted and written anew. So the highest key and the
    number of rows together name a state of the index.

    `title`, `text` and `place` are shown; `…_words` are what the database
    searches, cut into words by `words.tokens` as a query is. `also_words` only
    help to find.
    """

    class Kind(models.TextChoices):
        TERM = "term", "Glossary"
        SECTION = "section", "Lessons"
        FACT = "fact", "Facts"

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=130)
    title = models.TextField()
    text = models.TextField()
    place = models.CharField(max_length=120)
    url = models.CharField(max_length=250)
    order = models.PositiveIntegerField()
    title_words = models.TextField()
    also_words = models.TextField()
    text_words = models.TextField()

    class Meta:
        ordering = ["kind", "order"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_passage_for_each_place"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
