"""Passwords, waits, paths, scopes: pure rules."""

from __future__ import annotations

import itertools
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import Permission, Role, Scope, permission_of, role_allows, safe_path, scopes_open_to
from app.accounts.rules_password import password_problem, wait_after
from app.accounts.secrets import new_recovery_code, recovery_digest


@pytest.mark.parametrize(
    "password", ["violet ledger harbor", "Þorgerður á Stöðvarfirði 9", "x9!kQ2#mV7@pL4$"]
)
def test_long_unguessable_passwords_pass(password: str) -> None:
    assert password_problem(password, has_second_factor=False, about=("Dana Whitfield",)) is None


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "aaaaaaaaaaaaaaaaaaaa",
        "passwordpassword",
        "abcdefghijklmnopqrst",
        "12345678901234567890",
        "dana.whitfield@example.org",
        "Password1234567890",
        "x" * 300,
    ],
)
def test_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    about = ("Dana Whitfield", "dana.whitfield@example.org")
    assert password_problem(password, has_second_factor=False, about=about)


def test_a_second_factor_allows_a_shorter_password() -> None:
    assert password_problem("kelp7 bran", has_second_factor=True) is None
    assert password_problem("kelp7 bran", has_second_factor=False)


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_waits_grow_and_never_become_a_lock_out(failures: int, free: int) -> None:
    wait = wait_after(failures, free)
    assert timedelta(0) <= wait <= timedelta(minutes=15)
    assert wait <= wait_after(failures + 1, free)
    assert (wait == timedelta(0)) == (failures <= free)


@given(
    st.one_of(
        st.text(),
        st.sampled_from(["//", "/\\", "\\", "/", "http:", "@", "\t"]).flatmap(
            lambda start: st.text(alphabet="/\\.:@\t\n evil", max_size=12).map(lambda rest: start + rest)
        ),
    )
)
def test_a_safe_path_never_leaves_the_host(target: str) -> None:
    path = safe_path(target)
    if path is not None:
        assert (
            urlsplit(urljoin("https://redress.test/sign-in", path.replace("\\", "/"))).netloc
            == "redress.test"
        )


@pytest.mark.parametrize(
    "target", ["//evil.test", "/\\evil.test", "https://evil.test", "/\t/evil.test", "", "evil"]
)
def test_foreign_targets_are_refused(target: str) -> None:
    assert safe_path(target) is None


def test_the_ladder_only_adds() -> None:
    held = [{p for p in Permission if role_allows(role, p)} for role in Role]
    assert all(lower < higher for lower, higher in itertools.pairwise(held))


def test_scopes_follow_the_role() -> None:
    assert scopes_open_to(Role.VIEWER) == (Scope.READ,)
    assert Scope.SEAL not in scopes_open_to(Role.DRAFTER)
    assert {permission_of(scope) for scope in scopes_open_to(Role.APPROVER)} == {
        Permission.READ,
        Permission.WRITE,
        Permission.APPROVE,
    }


def test_recovery_codes_forgive_spacing_and_case() -> None:
    code = new_recovery_code()
    assert recovery_digest(code) == recovery_digest(f" {code.upper().replace('-', ' ')} ")
    assert recovery_digest(code) != recovery_digest(new_recovery_code())
