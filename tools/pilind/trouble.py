"""What a user can mend: the scripts say it in one line instead of a traceback."""


class Trouble(Exception):
    """Its text is a sentence for whoever called."""

    def __str__(self):
        return " ".join(str(word) for word in self.args)


class NotThere(Trouble, KeyError):
    """A file has no such variable, or no such value on its grid."""
