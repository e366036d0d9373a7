"""Renders what is published anew: after an upgrade, a move, or to fill in what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from reviews.models import Publication
from reviews.operations.rendering import lacking, render_anew

_BATCH = 200


class Command(BaseCommand):
    """What is as it would be rendered keeps its bytes and its date, so any run may be repeated."""

    help = "Render what is published anew, the oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument(
            "--missing", action="store_true", help="only what lacks a form that this release has"
        )
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="go on after this publication"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Render batch by batch, and say after which publication to go on when cut short."""
        after, done = options["after"], 0
        rows = Publication.objects.select_related("revision__review").order_by("pk")
        with tqdm(total=rows.filter(pk__gt=after).count(), desc="published", unit="rev") as bar:
            while batch := list(rows.filter(pk__gt=after)[:_BATCH]):
                for publication in lacking(batch) if options["missing"] else batch:
                    try:
                        render_anew(publication=publication)
                    except BaseException:
                        self.stderr.write(f"Go on with --after {publication.pk - 1}")
                        raise
                    done += 1
                after = batch[-1].pk
                bar.update(len(batch))
        self.stdout.write(f"{done} publications rendered.")
