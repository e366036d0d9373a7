"""Does what a worker would, at once and in this process."""

from celery import current_app

from factcheck.core.models import Delivery


def work(*only: str) -> int:
    """Run deliveries until none is due (those whose subscriber ends in one of `only`, if any)."""
    current_app.loader.import_default_modules()
    done = 0
    while due := [pk for pk, name in _pending() if not only or name.endswith(only)]:
        for pk in due:
            name = Delivery.objects.get(pk=pk).subscriber
            current_app.tasks[name](delivery_id=pk)
            done += 1
    return done


def _pending() -> list[tuple[int, str]]:
    rows = Delivery.objects.filter(state=Delivery.State.PENDING).order_by("pk")
    return list(rows.values_list("pk", "subscriber"))
