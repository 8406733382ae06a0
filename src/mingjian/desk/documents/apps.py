"""The app of official documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Kinds, layout, numbering, issue, dispatch and receipt."""

    name = "mingjian.desk.documents"
    label = "documents"
