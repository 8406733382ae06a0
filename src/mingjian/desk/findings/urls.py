"""The addresses of the findings."""

from django.urls import path

from mingjian.desk.findings.views import asking, finding, ledger

urlpatterns = [
    path("findings", ledger.ledger, name="findings"),
    path("findings/bulk", ledger.bulk, name="findings-bulk"),
    path("findings/rules", ledger.rules, name="rules"),
    path("findings/runs", ledger.runs, name="runs"),
    path("findings/questions", asking.questions, name="questions"),
    path("findings/questions/<uuid:pk>", asking.question, name="question"),
    path("findings/owed", asking.owed, name="owed"),
    path("findings/owed/<uuid:pk>/ask", asking.owed_ask, name="owed-ask"),
    path("findings/<uuid:pk>", finding.finding, name="finding"),
    path("findings/<uuid:pk>/settle", finding.settle, name="finding-settle"),
    path("findings/<uuid:pk>/escalate", finding.escalate, name="finding-escalate"),
    path("findings/<uuid:pk>/reopen", finding.reopen, name="finding-reopen"),
    path("findings/<uuid:pk>/reveal", finding.reveal, name="finding-reveal"),
]
