"""The admin in our own clothes: stock Django, our stylesheet, our name on it."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "studyapp.admin_site.StudyAdminSite"
