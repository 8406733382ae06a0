"""The addresses of duties."""

from django.urls import path

from mingjian.desk.duties.views import calendar, duty, ledger

urlpatterns = [
    path("duties", ledger.mine, name="duties"),
    path("duties/below", ledger.below, name="duties-below"),
    path("duties/above", ledger.upward, name="duties-above"),
    path("duties/<uuid:pk>", duty.show, name="duty"),
    path("duties/<uuid:pk>/urge", duty.urge, name="duty-urge"),
    path("duties/<uuid:pk>/supervise", duty.supervise, name="duty-supervise"),
    path("duties/<uuid:pk>/resume", duty.resume, name="duty-resume"),
    path("duties/<uuid:pk>/meet", duty.meet, name="duty-meet"),
    path("duties/<uuid:pk>/void", duty.void, name="duty-void"),
    path("duties/<uuid:pk>/ask/<slug:what>", duty.ask, name="duty-ask"),
    path("duties/<uuid:pk>/<slug:what>/<uuid:asked>/<slug:answer>", duty.decide, name="duty-decide"),
    path("calendar/<int:year>", calendar.show, name="calendar"),
    path("calendar/<int:year>/notice", calendar.set_year, name="calendar-notice"),
    path("calendar/<int:year>/local", calendar.set_local, name="calendar-local"),
    path("calendar/<int:year>/frequency", calendar.set_frequency, name="calendar-frequency"),
]
