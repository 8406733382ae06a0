"""The addresses of a site, app by app."""

from django.urls import URLPattern, URLResolver, include, path

from mingjian.desk.config import api

handler404 = "mingjian.desk.core.http.not_found"
handler500 = "mingjian.desk.core.http.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mingjian.desk.core.urls")),
    path("api/", api.urls),
    path("", include("mingjian.desk.people.urls")),
    path("", include("mingjian.desk.documents.urls")),
    path("", include("mingjian.desk.duties.urls")),
    path("", include("mingjian.desk.findings.urls")),
    path("", include("mingjian.desk.cases.urls")),
    path("", include("mingjian.desk.overview.urls")),
]
