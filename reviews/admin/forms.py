"""The form in which a draft is written."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core.admin import DeskForm
from reviews.models import Review
from reviews.operations.revisions import Content


class ReviewForm(DeskForm):
    """What the next revision says; a new review also of which claim, for which newsroom.

    A rating is `newsroom:value`, since every newsroom has a scale of its own.
    """

    places: ClassVar[dict[str, str]] = {"rating_value": "rating"}

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
    )
    rating = forms.ChoiceField(label=_("Rating"), required=False)
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("The finding in a sentence or two; needed before it can be submitted."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 14}),
        help_text=_("Paragraphs are separated by an empty line."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rooms = self._newsrooms()
        rating: Any = self.fields["rating"]
        rating.choices = [("", "—"), *_steps(rooms)]
        if "newsroom" in self.fields:
            self._offer(rooms)
        latest = None if self.instance._state.adding else self.instance.latest
        if latest is not None:
            self.initial.update(
                title=latest.title,
                rating=f"{self.instance.newsroom_id}:{latest.rating_value}",
                summary=latest.summary,
                explanation=latest.explanation,
            )

    def _newsrooms(self) -> list[Newsroom]:
        if not self.instance._state.adding:
            return [self.instance.newsroom]
        return list(newsrooms_of(self.person))

    def _offer(self, rooms: list[Newsroom]) -> None:
        field: Any = self.fields["newsroom"]
        field.queryset = newsrooms_of(self.person)
        field.empty_label = None if len(rooms) == 1 else field.empty_label
        if len(rooms) == 1:
            self.initial.setdefault("newsroom", rooms[0])
            self.initial.setdefault("language", rooms[0].language)

    def clean_rating(self) -> int | None:
        """Return the value on the scale of the review's own newsroom."""
        typed = self.cleaned_data["rating"]
        if not typed:
            return None
        room, _colon, value = typed.partition(":")
        chosen = self.cleaned_data.get("newsroom")
        own = chosen.pk if chosen else self.instance.newsroom_id
        if own and room != str(own):
            raise ValidationError(gettext("It is a step of another newsroom's scale."))
        return int(value)

    def content(self) -> Content:
        """Return what was written."""
        typed = self.cleaned_data
        return Content(
            title=typed["title"],
            rating_value=typed["rating"],
            summary=typed["summary"],
            explanation=typed["explanation"],
        )


def newsrooms_of(user: User) -> Any:
    """Return the newsrooms for which the person may write reviews."""
    rooms = Newsroom.objects.order_by("name", "pk")
    if user.is_superuser:
        return rooms
    return rooms.filter(memberships__user=user, memberships__role__in=Role.REVIEWER.or_higher)


def _steps(rooms: list[Newsroom]) -> list[Any]:
    """Return the scales as choices, by newsroom where there are several."""
    grouped = [(room.name, [_step(room, step) for step in room.rating_scale]) for room in rooms]
    return grouped[0][1] if len(grouped) == 1 else grouped


def _step(room: Newsroom, step: dict[str, Any]) -> tuple[str, str]:
    labels, shown = step["labels"], (get_language() or "").split("-")[0]
    label = labels.get(shown) or labels.get(room.language) or next(iter(labels.values()))
    return f"{room.pk}:{step['value']}", f"{step['value']} · {label}"


def is_writer(review: Review, user: User) -> bool:
    """Say whether the person may write this newsroom's reviews."""
    return user.has_role(Role.REVIEWER, review.newsroom_id)
