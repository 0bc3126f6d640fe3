"""The packet of an attempt: what a browser needs to go on with it offline."""

import uuid
from typing import cast

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizzes.models import Attempt
from quizzes.packets import may_go_along, packet_of
from studyapp.accounts.models import User
from studyapp.http import Request


@never_cache
@require_safe
def packet(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The questions of an open attempt, with reasons where it tells at once; of no mock exam."""
    attempt = get_object_or_404(Attempt.objects.of(request.user).select_related("quiz"), pk=pk)
    attempt.user = cast(User, request.user)  # it is theirs: no query
    if not may_go_along(attempt) or not attempt.is_open:
        raise Http404
    return JsonResponse(packet_of(attempt, request, timezone.localdate()))
