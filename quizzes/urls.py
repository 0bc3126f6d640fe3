from django.urls import path

from quizzes.views import attempts, practise

app_name = "quizzes"
urlpatterns = [
    path("practise/", practise.index, name="index"),
    path("practise/questions/<slug:slug>/", practise.question, name="question"),
    path("practise/<slug:slug>/", practise.quiz, name="quiz"),
    path("practise/<slug:slug>/first/", practise.first, name="first"),
    path("attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:pk>/finish/", attempts.finish, name="finish"),
    path("attempts/<uuid:pk>/<int:position>/", attempts.slot, name="slot"),
]
