from django.urls import path

from studyapp.lessons.feeds import ChangeFeed
from studyapp.lessons.views import companions, facts, learn

app_name = "lessons"
urlpatterns = [
    path("", learn.index, name="index"),
    path("<slug:slug>/", learn.lesson, name="lesson"),
    path("<slug:slug>/read/", learn.mark_read, name="read"),
    path("<slug:slug>/prompts/<slug:prompt>/", learn.recall, name="recall"),
]
fact_patterns = [
    path("", facts.index, name="index"),
    path("changes/", facts.change_log, name="changes"),
    path("changes.atom", ChangeFeed(), name="feed"),
    path("<fact:key>/", facts.fact, name="fact"),
]
look_alike_patterns = [
    path("", companions.look_alikes, name="index"),
    path("<slug:slug>/", companions.look_alike, name="look-alike"),
]
