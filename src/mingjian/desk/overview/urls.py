"""The addresses of the workbench and the one-place pages."""

from django.urls import path

from mingjian.desk.overview.views import dossiers, map, pages

urlpatterns = [
    path("", pages.workbench, name="workbench"),
    path("households/<str:number>", pages.household, name="household"),
    path("map", map.map_page, name="map"),
    path("people/persons/<uuid:pk>", dossiers.person, name="person"),
    path("people/organs/<uuid:pk>", dossiers.organ, name="organ"),
    path("places/<slug:code>", pages.place, name="place"),
]
