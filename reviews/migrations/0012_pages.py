"""Which evidence readers see; what was named before stays with the desk until it says otherwise."""

from django.db import migrations, models

HELP = "Readers see it once the review is published."


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0011_signing"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="public",
            field=models.BooleanField(default=False, help_text=HELP),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="public",
            field=models.BooleanField(default=True, help_text=HELP),
        ),
    ]
