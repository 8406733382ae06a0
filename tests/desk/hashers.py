"""A password hash for tests: the one of the site at a hundredth of its cost."""

from mingjian.desk.core.passwords import Argon2


class Quick(Argon2):
    """Argon2id over 256 KiB; what it costs on a site is looked at in test_passwords."""

    time_cost = 1
    memory_cost = 256
