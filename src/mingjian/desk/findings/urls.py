"""The addresses of the findings."""

from django.urls import path

from mingjian.desk.findings.views import (
    asking,
    chasing,
    comparing,
    correcting,
    finding,
    ledger,
    runs,
    settling,
)

urlpatterns = [
    path("findings", ledger.ledger, name="findings"),
    path("findings/bulk", ledger.bulk, name="findings-bulk"),
    path("findings/rules", ledger.rules, name="rules"),
    path("findings/runs", runs.runs, name="runs"),
    path("findings/settle", settling.settle_many, name="findings-settle"),
    path("findings/changes", comparing.changes, name="changes"),
    path("findings/bundles", comparing.bundles, name="bundles"),
    path("findings/corrections", correcting.corrections, name="corrections"),
    path("findings/corrections/<uuid:pk>", correcting.correction, name="correction"),
    path("findings/corrections/<uuid:pk>/answer", correcting.correction_answer, name="correction-answer"),
    path("findings/corrections/<uuid:pk>/reveal", correcting.correction_reveal, name="correction-reveal"),
    path("findings/corrections/<uuid:pk>/letter", correcting.correction_letter, name="correction-letter"),
    path("findings/questions", asking.questions, name="questions"),
    path("findings/questions/<uuid:pk>", asking.question, name="question"),
    path("findings/owed", chasing.owed, name="owed"),
    path("findings/owed/ask", chasing.owed_ask, name="owed-ask"),
    path("findings/<uuid:pk>", finding.finding, name="finding"),
    path("findings/<uuid:pk>/settle", settling.settle, name="finding-settle"),
    path("findings/<uuid:pk>/escalate", finding.escalate, name="finding-escalate"),
    path("findings/<uuid:pk>/hand-down", finding.hand_down, name="finding-hand-down"),
    path("findings/<uuid:pk>/reopen", finding.reopen, name="finding-reopen"),
    path("findings/<uuid:pk>/reveal", finding.reveal, name="finding-reveal"),
]
