from django.urls import path

from studyapp.progress import views
from studyapp.progress.carrying.urls import carrying_patterns

app_name = "progress"
urlpatterns = [
    path("", views.progress, name="progress"),
    path("misses/", views.misses, name="misses"),
    *carrying_patterns,
]
