"""Why a database cannot be used: one sentence each, for the operator's eyes.

UnusableDatabase
├── ForeignDatabase    it is not ours: another program's file, another user's
└── NewerDatabase      a newer Nameplate wrote it
"""


class UnusableDatabase(Exception):
    """The database cannot be opened; the message is one sentence that says why."""


class ForeignDatabase(UnusableDatabase):
    """The file belongs to another program or to another user; it was left as it is."""


class NewerDatabase(UnusableDatabase):
    """The file's format is newer than this program; it was left as it is."""
