from studyapp.review.models.cards import Card, Folding
from studyapp.review.models.plans import Outcome, Plan
from studyapp.review.models.sessions import Session

__all__ = ["Card", "Folding", "Outcome", "Plan", "Session"]
