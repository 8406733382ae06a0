from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_numbers_by_lot")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="case_number_once_in_a_year"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewer__isnull", True),
                        ("checker__isnull", True),
                        models.Q(("reviewer", models.F("checker")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("reviewer__isnull", True),
                        ("second__isnull", True),
                        models.Q(("reviewer", models.F("second")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="who_checked_does_not_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ordered_by__isnull", True),
                        ("checker__isnull", True),
                        models.Q(("ordered_by", models.F("checker")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ordered_by__isnull", True),
                        ("second__isnull", True),
                        models.Q(("ordered_by", models.F("second")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="who_checked_does_not_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepter__isnull", True),
                        ("checker__isnull", True),
                        models.Q(("accepter", models.F("checker")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("accepter__isnull", True),
                        ("second__isnull", True),
                        models.Q(("accepter", models.F("second")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("accepter__isnull", True),
                        ("put_right_by__isnull", True),
                        models.Q(("accepter", models.F("put_right_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="who_checked_or_put_right_does_not_accept",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closer__isnull", True),
                        ("checker__isnull", True),
                        models.Q(("closer", models.F("checker")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("closer__isnull", True),
                        ("second__isnull", True),
                        models.Q(("closer", models.F("second")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("closer__isnull", True),
                        ("put_right_by__isnull", True),
                        models.Q(("closer", models.F("put_right_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="who_checked_or_put_right_does_not_close",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("accepted", "closed")), _negated=True),
                    models.Q(
                        ("accepter__isnull", False),
                        ("put_right_by__isnull", False),
                        ("put_right_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="what_is_accepted_was_put_right",
            ),
        ),
    ]
