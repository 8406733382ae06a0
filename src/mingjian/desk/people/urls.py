"""The addresses of people."""

from django.urls import path

from mingjian.desk.people.views import account, administration, journal, registers, signing, tokens

urlpatterns = [
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-in/second-factor", signing.second, name="second-factor"),
    path("sign-in/password", signing.new_password, name="new-password"),
    path("sign-in/enrol", signing.enrol, name="enrol"),
    path("sign-in/authenticator", signing.authenticator, name="authenticator"),
    path("sign-in/authenticator.svg", signing.picture, name="authenticator-picture"),
    path("sign-in/enter", signing.enter, name="enter"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("account", account.show, name="account"),
    path("account/password", account.change_password, name="change-password"),
    path("account/codes", account.renew_codes, name="renew-codes"),
    path("account/second-factor", account.change_second_factor, name="change-second-factor"),
    path("account/sessions/<uuid:pk>/end", account.end_session, name="end-session"),
    path("account/tokens", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:pk>/end", tokens.end_token, name="end-token"),
    path("accounts", administration.accounts, name="accounts"),
    path("accounts/new", administration.new_account, name="new-account"),
    path("accounts/<uuid:pk>", administration.one_account, name="one-account"),
    path("accounts/<uuid:pk>/disable", administration.disable, name="disable-account"),
    path("accounts/<uuid:pk>/handover", administration.ask_handover, name="ask-handover"),
    path("handovers/<uuid:pk>/confirm", administration.confirm_handover, name="confirm-handover"),
    path("handovers/<uuid:pk>/withdraw", administration.withdraw_handover, name="withdraw-handover"),
    path("accounts/<uuid:pk>/roles", administration.grant_role, name="grant-role"),
    path("roles/<uuid:pk>/end", administration.end_role, name="end-role"),
    path("journal", journal.entries, name="journal"),
    path("journal/<int:number>", journal.one_entry, name="journal-entry"),
    path("people", registers.terms, name="people"),
    path("people/organs", registers.organs, name="organs"),
    path("people/in-charge", registers.in_charge, name="in-charge"),
]
