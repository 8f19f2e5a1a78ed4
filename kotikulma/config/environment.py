"""What the surroundings may say: every environment variable, typed, loud on bad values.

A secret may also come from a file: `NAME_FILE=/run/secrets/name`. Reference: docs/reference/settings.md.
"""

import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kotikulma.kernel import clock

ROOT = Path(__file__).resolve().parents[2]


class Environment(BaseSettings):
    """One attribute per variable; the description is the line of the reference page."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    kotikulma_mode: Literal["demo", "production", "test"] = Field(
        "production", description="demo: loopback only, sign-in by role, frozen clock allowed."
    )
    kotikulma_serving: bool = Field(False, description="Set by `kotikulma serve`; makes missing keys an error.")
    kotikulma_var: Path = Field(ROOT / "var", description="Folder for the database file, keys, assets and caches.")
    database_url: str = Field(
        "", description="sqlite:///relative, sqlite:////absolute or postgres://…; default var/kotikulma.sqlite3."
    )
    database_key: str = Field("", description="Encrypts the SQLite file at rest when given (64 hexadecimal digits).")
    secret_key: str = Field("", description="Signs sessions and links; at least 50 characters.")
    audit_key: str = Field("", description="Key of the audit chain; at least 32 characters.")
    field_key: str = Field("", description="Seals single texts in tables, such as join links; at least 32 characters.")
    field_key_fallbacks: str = Field("", description="Former field keys that still open, separated by commas.")
    kotikulma_base_url: str = Field(
        "http://localhost:8000", description="Address people see, without a trailing slash."
    )
    kotikulma_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, separated by commas.")
    kotikulma_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="Trusted proxies in front; each must set X-Forwarded-Proto and X-Forwarded-For itself.",
    )
    email_url: str = Field("", description="smtp://[user:password@]host:port[?tls=1]; empty keeps mail in the outbox.")
    kotikulma_mail_from: str = Field("Kotikulma <kotikulma@example.org>", description="Sender of every mail.")
    kotikulma_now: str = Field("", description="Freezes the clock (demo and tests only).")
    kotikulma_voikko: Literal["auto", "off"] = Field("auto", description="off forces the bundled Finnish analyser.")
    kotikulma_tiles: str = Field("", description="Map tile address template; empty draws municipality outlines only.")
    kotikulma_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    @field_validator("kotikulma_now")
    @classmethod
    def _moment(cls, value: str) -> str:
        try:
            if value:
                clock.parse(value)
        except ValueError as error:
            raise ValueError("use a moment such as 2027-02-10T15:59:59") from error
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ValueError("use sqlite:///relative, sqlite:////absolute or postgres://user@host/name")
        return value

    @field_validator("email_url")
    @classmethod
    def _mail(cls, value: str) -> str:
        if value and not _is_mail_server(value):
            raise ValueError("use smtp://host:port")
        return value

    @field_validator("database_key")
    @classmethod
    def _hexadecimal(cls, value: str) -> str:
        if value and (len(value) != 64 or set(value.lower()) - set("0123456789abcdef")):
            raise ValueError("use 64 hexadecimal digits, for example from: openssl rand -hex 32")
        return value

    @field_validator("kotikulma_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("use an address such as https://kotikulma.example.org")
        return value.rstrip("/")

    @property
    def demo(self) -> bool:
        return self.kotikulma_mode == "demo"

    @property
    def test(self) -> bool:
        return self.kotikulma_mode == "test"


def _is_mail_server(value: str) -> bool:
    parts = urlsplit(value)
    try:
        return parts.scheme == "smtp" and bool(parts.hostname) and (parts.port or 25) > 0
    except ValueError:
        return False


def read() -> Environment:
    """The environment, or ImproperlyConfigured naming each bad variable and the remedy."""
    for name in ("SECRET_KEY", "DATABASE_KEY", "AUDIT_KEY", "FIELD_KEY", "DATABASE_URL", "EMAIL_URL"):
        path = os.environ.get(f"{name}_FILE")
        if path and name not in os.environ:
            os.environ[name] = Path(path).read_text().strip()
    try:
        env = Environment()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise ImproperlyConfigured(f"The environment has bad values. {problems}") from error
    if env.kotikulma_serving and env.kotikulma_mode == "production":
        missing = [name for name in ("SECRET_KEY", "AUDIT_KEY", "FIELD_KEY") if not getattr(env, name.lower())]
        if missing:
            raise ImproperlyConfigured(f"Set {', '.join(missing)} (or {missing[0]}_FILE) before serving in production.")
        if env.kotikulma_now:
            raise ImproperlyConfigured("KOTIKULMA_NOW freezes the clock; unset it before serving in production.")
    return env


def key(env: Environment, name: str) -> str:
    """The key from the environment, else from var/<name>, created 0600 on first need."""
    given: str = getattr(env, name)
    if given:
        return given
    path = env.kotikulma_var / name
    if not path.exists():
        env.kotikulma_var.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()
