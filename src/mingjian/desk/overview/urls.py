"""The addresses of the workbench and the one-place pages."""

from django.urls import path

from mingjian.desk.overview.views import pages

urlpatterns = [
    path("", pages.workbench, name="workbench"),
    path("households/<str:number>", pages.household, name="household"),
    path("places/<slug:code>", pages.place, name="place"),
]
