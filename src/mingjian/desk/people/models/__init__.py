"""The tables of people, power and place."""

from mingjian.desk.people.models.accounts import (
    Account,
    Device,
    Failures,
    Handover,
    OldPassword,
    OneTimeCode,
    RoleTerm,
    SignedIn,
    Token,
)
from mingjian.desk.people.models.persons import Filing, Kin, Person, Power, Term
from mingjian.desk.people.models.places import Division, Organ, Responsibility

__all__ = [
    "Account",
    "Device",
    "Division",
    "Failures",
    "Filing",
    "Handover",
    "Kin",
    "OldPassword",
    "OneTimeCode",
    "Organ",
    "Person",
    "Power",
    "Responsibility",
    "RoleTerm",
    "SignedIn",
    "Term",
    "Token",
]
