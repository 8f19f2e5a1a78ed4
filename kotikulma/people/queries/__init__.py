"""Reads of people for other modules and our own pages. The viewer comes first.

Split by capability: organizations, persons, names, joining, members.
"""

from kotikulma.people.access import edited_organization_ids, is_administrator, is_coordinator, may_edit_organization
from kotikulma.people.access import get_invitation_for_editing as invitation_to_edit
from kotikulma.people.access import get_membership_for_editing as membership_to_edit
from kotikulma.people.access import get_organization_for_editing as organization_to_edit
from kotikulma.people.queries.joining import (
    duplicates_of_proposal,
    open_requests,
    own_requests,
    request_for_deciding,
    request_of,
    waiting_requests,
    waiting_requests_count,
    waiting_since,
)
from kotikulma.people.queries.members import member, members_page, own_invitations
from kotikulma.people.queries.names import NAMES_SUBJECT, likely_duplicates, named_organization, search_by_name
from kotikulma.people.queries.organizations import (
    all_organizations,
    editing_page,
    my_organizations,
    organization,
    organization_ids,
    organization_ids_by_uuid,
    organization_names,
    organization_uuids,
    organizations,
    organizations_by_uuid,
    published_organizations,
    units,
)
from kotikulma.people.queries.persons import (
    DEMO_ROLES,
    actor_of,
    api_keys,
    audience,
    demo_person,
    demo_roles,
    editors,
    has_second_factor,
    members,
    needs_second_factor,
    own_account,
    own_sessions,
    person_ids_by_uuid,
    person_names,
)

__all__ = [
    "DEMO_ROLES",
    "NAMES_SUBJECT",
    "actor_of",
    "all_organizations",
    "api_keys",
    "audience",
    "demo_person",
    "demo_roles",
    "duplicates_of_proposal",
    "edited_organization_ids",
    "editing_page",
    "editors",
    "has_second_factor",
    "invitation_to_edit",
    "is_administrator",
    "is_coordinator",
    "likely_duplicates",
    "may_edit_organization",
    "member",
    "members",
    "members_page",
    "membership_to_edit",
    "my_organizations",
    "named_organization",
    "needs_second_factor",
    "open_requests",
    "organization",
    "organization_ids",
    "organization_ids_by_uuid",
    "organization_names",
    "organization_to_edit",
    "organization_uuids",
    "organizations",
    "organizations_by_uuid",
    "own_account",
    "own_invitations",
    "own_requests",
    "own_sessions",
    "person_ids_by_uuid",
    "person_names",
    "published_organizations",
    "request_for_deciding",
    "request_of",
    "search_by_name",
    "units",
    "waiting_requests",
    "waiting_requests_count",
    "waiting_since",
]
