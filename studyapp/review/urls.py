from django.urls import path

from studyapp.review.views import feeds, plan, review

app_name = "review"
urlpatterns = [
    path("", review.review, name="review"),
    path("start/", review.start, name="start"),
    path("<uuid:pk>/", review.session, name="session"),
    path("<uuid:pk>/on/", review.onward, name="onward"),
]

plan_patterns = [
    path("", plan.plan, name="plan"),
    path("exam-day/", plan.exam_day, name="exam_day"),
    path("how-did-it-go/", plan.outcome, name="outcome"),
    path("confirm/<str:token>/", feeds.confirmed, name="confirm"),
    path("<str:token>/plan.ics", feeds.feed, name="feed"),
    path("<str:token>/stop/", feeds.stop, name="stop"),
]
