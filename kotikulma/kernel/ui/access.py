"""Rows of the permission matrix for the kit's own pages."""

from collections.abc import Mapping

from kotikulma.kernel.permissions import ALL, Row

PERMISSIONS: Mapping[str, Row] = {
    "ui:help": Row(get=ALL, why="Help is for everybody"),
    "ui:accessibility": Row(get=ALL, why="The law wants the statement public"),
    "ui:privacy": Row(get=ALL, why="Everybody may know what is kept"),
    "ui:portfolio": Row(get=ALL, why="Shows components without data"),
}
