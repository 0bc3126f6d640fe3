from django.urls import path

from quizzes.views import attempts, exams, packets, practise, reports, sets

app_name = "quizzes"
urlpatterns = [
    path("practise/", practise.index, name="index"),
    path("practise/sets/", sets.build, name="sets"),
    path("practise/questions/<slug:slug>/", practise.question, name="question"),
    path("practise/<slug:slug>/", practise.quiz, name="quiz"),
    path("practise/<slug:slug>/first/", practise.first, name="first"),
    path("contested/", reports.contested, name="contested"),
    path("report/question/<slug:slug>/", reports.report_question, name="report_question"),
    path("report/fact/<fact:key>/", reports.report_fact, name="report_fact"),
    path("report/<uuid:client_id>/", reports.report, name="report"),
    path("attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:pk>/finish/", attempts.finish, name="finish"),
    path("attempts/<uuid:pk>/packet/", packets.packet, name="packet"),
    path("attempts/<uuid:pk>/<int:position>/", attempts.slot, name="slot"),
    path("attempts/<uuid:pk>/<int:position>/marks/", attempts.marks, name="marks"),
]

exam_patterns = [
    path("", exams.index, name="index"),
    path("start/", exams.begin, name="start"),
    path("seal/", exams.set_aside, name="seal"),
    path("<uuid:pk>/", exams.grid, name="grid"),
    path("<uuid:pk>/submit/", exams.submit, name="submit"),
    path("<uuid:pk>/report/", exams.report, name="report"),
    path("<uuid:pk>/time/", exams.time, name="time"),
    path("<uuid:pk>/<int:position>/tag/", exams.tag, name="tag"),
]
