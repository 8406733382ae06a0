"""How passwords are kept: Argon2id with a cost that a small server can pay."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id, 2 passes over 19 MiB, one lane: about 0.1 s; Django's own 100 MiB starve four workers."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
