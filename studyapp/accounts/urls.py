from django.urls import path
from django.views.generic import TemplateView

app_name = "accounts"
_x = TemplateView.as_view(template_name="404.html")
urlpatterns = [path(n + "/", _x, name=n) for n in ("login", "signup", "account", "logout")]
