"""Pages described over the Fact Check Tools API: found by any address, deleted softly; search."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_api_keys"),
        ("claims", "0006_images"),
        ("reviews", "0008_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="signed",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("folded"),
                    models.Value(
                        "ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤабвгдежзиклмнопрстуфхцчшщъыьэюяієґђјαβγδεζηθικλμνξοπρστυφχψωאבגדהוזחטיכלמנסעפצקרשתךםןףץ"
                    ),
                    models.Value(
                        "abcdefghijklmnopqrstuvwxyz01234567abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxabcdefghijklmnopqrstuvwxyz0"
                    ),
                    function="translate",
                ),
                help_text="The same in signs that every database makes trigrams of.",
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="markuppage",
            name="canonical",
            field=models.TextField(
                default="",
                editable=False,
                help_text="What addresses of the same page have in common.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="markuppage",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="markuppage",
            name="page_url",
            field=models.TextField(),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["signed"], name="listing_signed", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="markuppage",
            index=models.Index(fields=["newsroom", "-created_at"], name="markup_page_newsroom"),
        ),
        migrations.AddConstraint(
            model_name="markuppage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("canonical",),
                name="markup_page_once",
                violation_error_message="The page has markup already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="markuppage",
            constraint=models.CheckConstraint(
                condition=models.Q(("canonical", ""), _negated=True), name="markup_page_has_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="markuppage",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="markup_page_version_from_1"
            ),
        ),
    ]
