"""Salts of matters, which erasing destroys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatterKey",
            fields=[
                ("id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("salt", models.CharField(blank=True, max_length=64)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("erased_at", None), ("salt", ""), _connector="OR"),
                        name="an_erased_matter_has_no_salt",
                    )
                ],
            },
        ),
    ]
