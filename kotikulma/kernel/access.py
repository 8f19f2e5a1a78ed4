"""Rows of the permission matrix for the kernel's machine addresses."""

from collections.abc import Mapping

from kotikulma.kernel.permissions import ALL, Row

PERMISSIONS: Mapping[str, Row] = {
    "healthz": Row(get=ALL, why="Load balancers ask whether the process lives"),
    "readyz": Row(get=ALL, why="Load balancers ask whether the process may serve"),
}
