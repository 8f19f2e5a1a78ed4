"""Writes of people, one plain function per intention; the actor comes first.

Split by capability: organizations, details, memberships, invitations, joining, deciding, accounts, sign_in, limits,
retention, api_keys, command_line, mails.
"""

from kotikulma.people.commands.accounts import (
    change_own_details,
    create_person,
    erase_person,
    notify,
    person_erased,
    set_password,
    sign_out_everywhere,
)
from kotikulma.people.commands.api_keys import create_api_key, revoke_api_key, use_api_key
from kotikulma.people.commands.command_line import create_user_cli
from kotikulma.people.commands.deciding import approve_request, decline_request
from kotikulma.people.commands.details import save_details
from kotikulma.people.commands.invitations import (
    accept_invitation,
    decline_invitation,
    hand_over,
    invite,
    send_invitation_again,
    withdraw_invitation,
)
from kotikulma.people.commands.joining import claim_organization, suggest_organization, withdraw_request
from kotikulma.people.commands.limits import forget_buckets, spend, take
from kotikulma.people.commands.memberships import add_membership, change_role, remove_membership
from kotikulma.people.commands.organizations import (
    archive_organization,
    create_organization,
    edit_organization,
    organization_changed,
    save_organizations,
)
from kotikulma.people.commands.retention import forget_joining
from kotikulma.people.commands.sign_in import (
    forget_codes,
    forget_stale,
    record_sign_in,
    request_code,
    sign_in_with_code,
    spend_one_time_code,
)

__all__ = [
    "accept_invitation",
    "add_membership",
    "approve_request",
    "archive_organization",
    "change_own_details",
    "change_role",
    "claim_organization",
    "create_api_key",
    "create_organization",
    "create_person",
    "create_user_cli",
    "decline_invitation",
    "decline_request",
    "edit_organization",
    "erase_person",
    "forget_buckets",
    "forget_codes",
    "forget_joining",
    "forget_stale",
    "hand_over",
    "invite",
    "notify",
    "organization_changed",
    "person_erased",
    "record_sign_in",
    "remove_membership",
    "request_code",
    "revoke_api_key",
    "save_details",
    "save_organizations",
    "send_invitation_again",
    "set_password",
    "sign_in_with_code",
    "sign_out_everywhere",
    "spend",
    "spend_one_time_code",
    "suggest_organization",
    "take",
    "use_api_key",
    "withdraw_invitation",
    "withdraw_request",
]
