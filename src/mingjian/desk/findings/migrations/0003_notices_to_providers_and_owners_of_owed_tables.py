"""Notices to providers; owed tables with owner, clock and letter; why a finding changed hands; since when it stands."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import mingjian.desk.core.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_documents_and_numbers"),
        ("duties", "0001_duties_and_calendars"),
        ("findings", "0002_which_finding_asks"),
        ("people", "0002_api_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("table", models.CharField(max_length=40)),
                ("record", mingjian.desk.core.sealing.SealedField()),
                ("fault", models.CharField(max_length=500)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("corrected", "Corrected"),
                            ("confirmed", "Confirmed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("asked_on", models.DateField()),
                ("answer", models.CharField(blank=True, max_length=1000)),
                ("answered_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ("-asked_on", "id"),
            },
        ),
        migrations.RemoveField(
            model_name="owed",
            name="owner",
        ),
        migrations.AddField(
            model_name="finding",
            name="appeared_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="finding",
            name="came_from",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="finding",
            name="moved",
            field=models.CharField(
                blank=True,
                choices=[
                    ("given_back", "Given Back"),
                    ("up", "Up"),
                    ("down", "Down"),
                    ("reopened", "Reopened"),
                    ("disputed", "Disputed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="moved_because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="finding",
            name="moved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="moved_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="owed",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="duty",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.duty"
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="organ",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organ"
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="table",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("duty__isnull", True),
                    models.Q(
                        ("asked_on__isnull", False),
                        ("organ__isnull", False),
                        models.Q(("table", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_owed_table_with_a_clock_has_owner_and_day",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="duty",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.duty"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="finding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="findings.finding"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organ"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="sender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organ"
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["provider", "stage"], name="correction_by_provider"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "open")),
                fields=("finding",),
                name="one_open_notice_for_a_finding",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage__in", ["corrected", "confirmed"]), _negated=True),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_notice_has_day_person_and_words",
            ),
        ),
    ]
