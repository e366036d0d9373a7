"""Keys that sign what is published, compressed bytes, and word to processes that hold bytes."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# With the commit, and never before it, every web process hears whose bytes are no longer so.
TELL = """
CREATE FUNCTION reviews_tell_renditions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('renditions', COALESCE(NEW.slug, OLD.slug));
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_rendition_told AFTER INSERT OR UPDATE OR DELETE ON reviews_rendition
    FOR EACH ROW EXECUTE FUNCTION reviews_tell_renditions();
"""

UNDO = """
DROP TRIGGER reviews_rendition_told ON reviews_rendition;
DROP FUNCTION reviews_tell_renditions;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0010_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="rendition",
            name="body_gzip",
            field=models.BinaryField(
                help_text="The same compressed, where that makes it smaller.", null=True
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="tags",
            field=models.CharField(
                blank=True,
                help_text="What caches are purged by, with spaces between.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="form",
            field=models.CharField(
                choices=[
                    ("page", "Page"),
                    ("claimreview", "Claim Review"),
                    ("signature", "Signature"),
                    ("card", "Card"),
                    ("embed", "Embed"),
                    ("card_data", "Card Data"),
                    ("snippet", "Snippet"),
                    ("badge", "Badge"),
                    ("claimreview_google", "Google"),
                    ("claimreview_duke", "Duke"),
                    ("datafeed", "Data Feed"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "kid",
                    models.CharField(
                        help_text="Thumbprint of the public key (RFC 7638).",
                        max_length=60,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("algorithm", models.CharField(max_length=20)),
                ("public_key", models.JSONField(help_text="The public key as a JWK.")),
                (
                    "sealed",
                    models.BinaryField(
                        help_text="The private key, encrypted under the secret key."
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("compromised_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "kid"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("algorithm",),
                        name="one_key_signs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("compromised_at", None), ("retired_at__isnull", False), _connector="OR"
                        ),
                        name="compromised_key_is_retired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("jws", models.TextField()),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="reviews.publication",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="reviews.signingkey",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "digest"), name="signature_once")
                ],
            },
        ),
        migrations.RunSQL(TELL, UNDO),
    ]
