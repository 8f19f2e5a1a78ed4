"""Addresses of people under the language prefix. allauth looks its own names up without a namespace."""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path
from django.views.decorators.http import require_GET, require_http_methods

from kotikulma.people.views import (
    account,
    api_keys,
    joining,
    members,
    organization,
    requests,
    sign_in,
    upkeep,
    workspace,
)

# allauth's form views also serve PUT, which no page of ours sends
_form = require_http_methods(["GET", "POST"])

_upkeep = [
    path("posti/", upkeep.mail, name="mail"),
    path("posti/<uuid:uuid>/uudelleen/", upkeep.send_again, name="send_again"),
    path("ajot/", upkeep.jobs, name="jobs"),
    path("ajot/<uuid:uuid>/uudelleen/", upkeep.run_again, name="run_again"),
    path("avaimet/", api_keys.api_keys, name="api_keys"),
    path("avaimet/<uuid:uuid>/mitatoi/", api_keys.revoke, name="revoke_api_key"),
]
_join = [
    path("", joining.start, name="join"),
    path("aloita/", joining.begin, name="join_start"),
    path("organisaatio/", joining.search, name="join_search"),
    path("organisaatio/<uuid:uuid>/", joining.claim, name="join_claim"),
    path("uusi/", joining.suggest, name="join_suggest"),
    path("pyynnot/<uuid:uuid>/", joining.request_page, name="join_request"),
    path("pyynnot/<uuid:uuid>/peru/", joining.withdraw, name="join_withdraw"),
]
_members = [
    path("", members.members, name="members"),
    path("<int:membership>/rooli/", members.change_role, name="change_role"),
    path("<int:membership>/poista/", members.remove, name="remove_member"),
    path("<int:membership>/luovuta/", members.hand_over, name="hand_over"),
    path("kutsut/<uuid:invitation>/laheta/", members.send_again, name="send_invitation_again"),
    path("kutsut/<uuid:invitation>/peru/", members.withdraw, name="withdraw_invitation"),
]
_workspace = [
    path("", workspace.today, name="today"),
    path("hyvaksynnat/", requests.queue, name="requests"),
    path("hyvaksynnat/<uuid:uuid>/", requests.request_page, name="request"),
    path("hyvaksynnat/<uuid:uuid>/hyvaksy/", requests.approve, name="approve_request"),
    path("hyvaksynnat/<uuid:uuid>/hylkaa/", requests.decline, name="decline_request"),
    path("organisaatiot/", organization.mine, name="my_organizations"),
    path("organisaatiot/<uuid:uuid>/", organization.details, name="organization"),
    path("organisaatiot/<uuid:uuid>/jasenet/", include(_members)),
    *_upkeep,
]
_own = [
    path("", account.account, name="account"),
    path("salasana/", account.password, name="password"),
    path("kutsut/<uuid:uuid>/ota/", account.accept_invitation, name="accept_invitation"),
    path("kutsut/<uuid:uuid>/jata/", account.decline_invitation, name="decline_invitation"),
    path("kirjaudu/salasanalla/", sign_in.password_sign_in, name="password_sign_in"),
    path("kirjaudu-ulos-kaikkialta/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("toinen-tunniste/tarvitaan/", account.second_factor_needed, name="second_factor_needed"),
]
_factor = [
    path("", require_GET(factor.index), name="mfa_index"),
    path("kirjautuessa/", _form(factor.authenticate), name="mfa_authenticate"),
    path("vahvista/", _form(factor.reauthenticate), name="mfa_reauthenticate"),
    path("sovellus/", _form(totp.activate_totp), name="mfa_activate_totp"),
    path("sovellus/poista/", _form(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("varakoodit/", require_GET(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("varakoodit/uudet/", _form(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("varakoodit/lataa/", require_GET(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("avaimet/", require_GET(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("avaimet/lisaa/", _form(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("avaimet/vahvista/", _form(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("avaimet/<int:pk>/poista/", _form(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
_tili = [
    path("kirjaudu/", sign_in.sign_in, name="account_login"),
    path("koodi/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("kirjaudu-ulos/", sign_in.sign_out, name="account_logout"),
    path("vahvista/", _form(account_views.reauthenticate), name="account_reauthenticate"),
    path("toinen-tunniste/", include(_factor)),
]
_people = [path("tili/", include(_own)), path("tyotila/", include(_workspace)), path("liity/", include(_join))]
urlpatterns = [path("", include((_people, "people"))), path("tili/", include(_tili))]
