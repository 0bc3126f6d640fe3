from django.urls import path
from django.views.generic import TemplateView

app_name = "labs"
_x = TemplateView.as_view(template_name="404.html")
urlpatterns = [path("", _x, name="index"), path("cost/", _x, name="cost")]
