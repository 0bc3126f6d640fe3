"""The admin site of this product."""

from django.contrib.admin import AdminSite


class StudyAdminSite(AdminSite):
    site_header = "Lambda Ledger · authoring"
    site_title = "Lambda Ledger"
    index_title = "What would you like to work on?"
    enable_nav_sidebar = False
