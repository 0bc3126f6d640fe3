from django.urls import path

from studyapp.review.views import review

app_name = "review"
urlpatterns = [path("", review.review, name="review")]
