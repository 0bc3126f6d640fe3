from django.urls import path

from studyapp.review import views

app_name = "review"
urlpatterns = [path("", views.review, name="review")]
