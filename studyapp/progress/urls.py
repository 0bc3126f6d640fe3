from django.urls import path

from studyapp.progress import views

app_name = "progress"
urlpatterns = [
    path("", views.progress, name="progress"),
    path("misses/", views.misses, name="misses"),
]
