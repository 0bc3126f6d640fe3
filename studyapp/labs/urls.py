from django.urls import path

from studyapp.labs import views
from studyapp.labs.registry import LABS

app_name = "labs"
urlpatterns = [path("", views.index, name="index")]
for slug in LABS:
    urlpatterns += [
        path(f"{slug}/", views.lab, {"slug": slug}, name=slug),
        path(f"{slug}/set/", views.put, {"slug": slug}, name=f"{slug}-set"),
        path(f"{slug}/predict/", views.predict, {"slug": slug}, name=f"{slug}-predict"),
        path(f"{slug}/goals/", views.reach, {"slug": slug}, name=f"{slug}-goals"),
    ]
