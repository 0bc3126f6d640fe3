from django.urls import path

from studyapp.labs import views

app_name = "labs"
urlpatterns = [
    path("", views.index, name="index"),
    path("cost/", views.cost, name="cost"),
]
