from django.urls import path

from studyapp.progress.carrying import views

export_patterns = [path("export/", views.export, name="export")]
carrying_patterns = [
    path("anki/", views.anki, name="anki"),
    path("answers.csv", views.answers, name="answers"),
    path("bring/", views.bring, name="bring"),
    path("bring/look/", views.look, name="look"),
    path("bring/take/", views.take, name="take"),
]
