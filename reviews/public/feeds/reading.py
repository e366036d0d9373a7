"""Gives views what a request asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from factcheck.core import problems
from factcheck.core.problems import Refusal
from reviews.public.feeds.asked import read
from reviews.public.policy import protect

View = Callable[..., HttpResponseBase]


def takes(*parameters: str) -> Callable[[View], View]:
    """Give a view what is asked; answer a parameter that it does not take with a problem.

    Scripts of other sites may read that too: it is they who need to know.
    """

    def wrap(view: View) -> View:
        @require_safe
        @wraps(view)
        def reading(request: HttpRequest, **values: Any) -> HttpResponseBase:
            try:
                asked = read(request, *parameters)
            except Refusal as refused:
                problem = problems.answer(request, refused.kind, refused.detail, *refused.flaws)
                return protect(problem, allowed="sandbox", shared=True)
            return view(request, asked, **values)

        return reading

    return wrap
