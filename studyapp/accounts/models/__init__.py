from studyapp.accounts.models.classes import Cohort, Enrolment
from studyapp.accounts.models.limits import RateCount
from studyapp.accounts.models.users import User

__all__ = ["Cohort", "Enrolment", "RateCount", "User"]
