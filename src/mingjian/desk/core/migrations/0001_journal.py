"""Journal, head, touched rows, answered requests, notices."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(db_index=True, max_length=32)),
                ("table_name", models.CharField(max_length=63)),
                ("row_key", models.CharField(max_length=100)),
                ("operation", models.CharField(max_length=6)),
            ],
        ),
        migrations.CreateModel(
            name="Answered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=36)),
                ("key", models.CharField(max_length=100)),
                ("payload", models.CharField(max_length=64)),
                ("answer", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answered_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "key"), name="one_answer_for_each_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=32)),
                ("clock", models.CharField(blank=True, max_length=32)),
                ("act", models.CharField(db_index=True, max_length=80)),
                ("actor", models.CharField(max_length=200)),
                ("person", models.CharField(blank=True, db_index=True, max_length=36)),
                ("account", models.CharField(blank=True, max_length=36)),
                ("subject", models.CharField(blank=True, db_index=True, max_length=200)),
                ("reason", models.TextField(blank=True)),
                ("within", models.TextField(blank=True)),
                ("images", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="journal_numbers_begin_at_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("installation", models.CharField(max_length=36)),
                ("number", models.BigIntegerField()),
                ("at", models.CharField(max_length=32)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("table_name", models.CharField(max_length=63)),
                ("row_key", models.CharField(max_length=100)),
                ("operation", models.CharField(max_length=6)),
                ("columns", models.TextField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["table_name", "row_key", "entry"], name="journal_image_of_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=60)),
                ("to_person_id", models.UUIDField(db_index=True)),
                ("zh", models.TextField()),
                ("en", models.TextField()),
                ("about", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)), fields=["at"], name="notices_that_wait"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Open",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("act", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_act_is_open_at_a_time")
                ],
            },
        ),
    ]
