"""An owed line was known by its sentence: it is known by ids, and a sentence that had ids in it speaks in titles."""

from django.db import migrations, models

from mingjian.desk.core import triggers
from mingjian.desk.findings import engine


def say_again(apps, _editor):
    """Lines whose sentence an earlier version wrote with ids of rules and parameters; the next run finds them by key.

    The others are found by their sentence, which is what it was, and get their key from that run. The journal notes the
    changed table whole at the end of the upgrade, when the triggers are put on again.
    """
    every = apps.get_model("findings", "Owed")._base_manager
    lines = every.filter(reason__in=list(engine.said_once()))
    if not lines.exists():
        return
    triggers.remove()
    for pk, reason in list(lines.values_list("pk", "reason")):
        meant = engine.said_once()[reason]
        every.filter(pk=pk).update(key=meant.key, reason=meant.text.zh, reason_en=meant.text.en)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_persons_named_by_key"),
        ("duties", "0003_lists_have_one_order"),
        ("findings", "0007_lists_have_one_order"),
        ("people", "0003_lists_have_one_order"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="owed",
            name="a_table_is_owed_once_in_a_place",
        ),
        migrations.AddField(
            model_name="owed",
            name="key",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="owed",
            name="reason_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("division", "key"),
                name="a_table_is_owed_once_in_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", "")),
                fields=("division", "reason"),
                name="a_sentence_stands_once_in_a_place",
            ),
        ),
        migrations.RunPython(say_again, migrations.RunPython.noop),
    ]
