from django.urls import path

from studyapp.lessons.views import facts, learn

app_name = "lessons"
urlpatterns = [
    path("", learn.index, name="index"),
    path("<slug:slug>/", learn.lesson, name="lesson"),
    path("<slug:slug>/read/", learn.mark_read, name="read"),
    path("<slug:slug>/prompts/<slug:prompt>/", learn.recall, name="recall"),
]
fact_patterns = [
    path("", facts.index, name="index"),
    path("<str:key>/", facts.fact, name="fact"),
]
