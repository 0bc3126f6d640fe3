"""What is taught."""

from django.db import models
from django.urls import reverse


class Lesson(models.Model):
    """One lesson note, as rendered and sanitised when it was imported.

    `blocks` is a list of {"kind": "html" | "prompt" | "then_now" | "figure" |
    "lab", …}
    in reading order; `contents` the headings as {"anchor", "title"}.
    """

    slug = models.SlugField(primary_key=True)
    module = models.SlugField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    order = models.PositiveSmallIntegerField(unique=True)
    minutes = models.PositiveSmallIntegerField()
    tasks = models.JSONField(default=list)
    goals = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    blocks = models.JSONField(default=list)
    # Rows of the cheat sheet: [{"when", "choose"}], sanitised HTML with chips.
    cues = models.JSONField(default=list)
    contents = models.JSONField(default=list)
    facts = models.ManyToManyField("lessons.Fact", related_name="lessons")
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])

    def prompts(self) -> list[dict[str, str]]:
        return [block for block in self.blocks if block["kind"] == "prompt"]

    def has_lab(self) -> bool:
        """Whether a lab stands in it; the lab brings its own script."""
        return any(block["kind"] == "lab" for block in self.blocks)

    def prompt(self, prompt_id: str) -> dict[str, str] | None:
        return next((block for block in self.prompts() if block["id"] == prompt_id), None)
