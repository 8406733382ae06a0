"""What was typed into a form that was not taken: shown again, so that nobody writes it twice."""

from urllib.parse import urlsplit

from django.http import HttpRequest

MECHANISM = frozenset({"csrfmiddlewaretoken", "key", "next", "back"})
SECRET = ("password", "code", "secret", "token")
LONGEST = 5000


def typed(request: HttpRequest) -> list[str]:
    """The words that somebody wrote into a form: no keys, no choices, nothing of a form that holds a secret."""
    if holds_secret(request):
        return []
    every = [value.strip()[:LONGEST] for name in request.POST for value in request.POST.getlist(name)]
    return [value for value in every if not value.isascii() or " " in value]


def fields(request: HttpRequest) -> list[tuple[str, str]]:
    """All fields of a form to be sent again; none where one is a secret or a file, or where it came from elsewhere."""
    if holds_secret(request) or request.FILES or not is_our_own(request):
        return []
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def is_our_own(request: HttpRequest) -> bool:
    """Whether a form came from a page of this site, as the browser says: a stranger's words are not shown as ours."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()


def holds_secret(request: HttpRequest) -> bool:
    """Whether a form has a field for a password or a code."""
    return any(part in name for name in request.POST if name not in MECHANISM for part in SECRET)
