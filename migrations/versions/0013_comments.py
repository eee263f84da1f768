"""Comments, suggested edits and reviewers of letters; who was to sign, by version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from app.core.db import Json
from app.core.guards import append_only, drop_guards, refuse

revision = "0013_comments"
down_revision = "0012_editor"
branch_labels = None
depends_on = None

NEW_KINDS = ("classed_editorial", "reviewer_asked", "reviewer_released")
KINDS = (
    "created", "edited", "submitted", "returned", "approved", "approval_withdrawn", "signatures_asked", "signed",
    "declined", "signature_withdrawn", "signature_voided", "sealed", "files_ready", "withdrawn", "superseded",
)  # fmt: skip
REASONED = ("returned", "withdrawn", "approval_withdrawn")
# What a thread was opened with stays; its state alone moves, and not out of "accepted".
KEPT = (
    "id", "letter_id", "number", "kind", "version_number", "block_id", "quote", "quote_start", "quote_end",
    "opened_at", "opened_by",
)  # fmt: skip
ASKED = ("id", "letter_id", "reviewer_id", "reviewer", "asked_at", "asked_by")


def _differ(names: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in names)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


@contextmanager
def _guards_kept(table: str) -> Iterator[None]:
    """SQLite changes a table by making it anew, which loses its triggers: they are put back as they were."""
    bind = op.get_bind()
    kept = []
    if bind.dialect.name == "sqlite":
        wanted = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
        kept = list(bind.scalars(wanted, {"name": table}))
    yield
    for sql in kept:
        bind.exec_driver_sql(sql)


def _event_kinds(kinds: tuple[str, ...], reasoned: tuple[str, ...]) -> None:
    """Let the record of a letter say these kinds, and hold those that need a reason to it."""
    checks = {
        "ck_letter_event_kind": f"kind IN ({_quoted(kinds)})",
        "ck_letter_event_reason": f"kind NOT IN ({_quoted(reasoned)}) OR reason <> ''",
    }
    with _guards_kept("letter_event"), op.batch_alter_table("letter_event") as batch:
        for name in checks:
            batch.drop_constraint(op.f(name), type_="check")
        for name, condition in checks.items():
            batch.create_check_constraint(op.f(name), condition)


def _guard() -> None:
    append_only(op, "letter_thread_event")
    append_only(op, "signer_list")
    for table in ("letter_thread_event", "letter_thread", "review_request", "signer_list"):
        same = f"EXISTS (SELECT 1 FROM {table} AS there WHERE there.id = NEW.id)"
        refuse(op, table, "insert", f"a row of {table} never takes the place of another", same)
    refuse(op, "letter_thread", "delete", "comments are resolved, never deleted")
    refuse(
        op, "letter_thread", "update", "what a thread was opened with stays as it was",
        f"{_differ(KEPT)} OR COALESCE(NEW.replacement, '') <> COALESCE(OLD.replacement, '')"
        " OR (OLD.state = 'accepted')",
    )  # fmt: skip
    refuse(op, "review_request", "delete", "requests for a review end, they are never deleted")
    refuse(
        op, "review_request", "update", "a request for a review stays as it was made",
        f"{_differ(ASKED)} OR OLD.ended_at IS NOT NULL",
    )  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "letter_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "comment", "suggestion", name="kind", native_enum=False, create_constraint=True, length=18
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "resolved",
                "accepted",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.String(length=64), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("accepted_version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'suggestion') = (replacement IS NOT NULL)", name=op.f("ck_letter_thread_replacement")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_version IS NOT NULL) AND (kind = 'suggestion' OR state IN ('open', 'resolved')) AND (kind = 'comment' OR state <> 'resolved')",
            name=op.f("ck_letter_thread_outcome"),
        ),
        sa.CheckConstraint("number >= 1 AND version_number >= 1", name=op.f("ck_letter_thread_number")),
        sa.CheckConstraint(
            "quote_start >= 0 AND quote_end >= quote_start", name=op.f("ck_letter_thread_passage")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_thread_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_thread")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_letter_thread_letter_id_number")),
    )
    op.create_index("ix_letter_thread_letter_state", "letter_thread", ["letter_id", "state"], unique=False)
    op.create_table(
        "review_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_review_request_ended")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_review_request_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_review_request_reviewer_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_request")),
    )
    op.create_index("ix_review_request_reviewer", "review_request", ["reviewer_id", "ended_at"], unique=False)
    op.create_index(
        "uq_review_request_open",
        "review_request",
        ["letter_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "signer_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_signer_list_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signer_list")),
        sa.UniqueConstraint(
            "letter_id", "version_number", name=op.f("uq_signer_list_letter_id_version_number")
        ),
    )
    op.create_table(
        "letter_thread_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "replied",
                "edited",
                "resolved",
                "reopened",
                "accepted",
                "rejected",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind = 'edited' OR replaces_id IS NULL", name=op.f("ck_letter_thread_event_replaces")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('replied', 'edited', 'rejected') OR body <> ''",
            name=op.f("ck_letter_thread_event_body"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["letter_thread_event.id"],
            name=op.f("fk_letter_thread_event_replaces_id_letter_thread_event"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["letter_thread.id"], name=op.f("fk_letter_thread_event_thread_id_letter_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_thread_event")),
    )
    op.create_index(
        op.f("ix_letter_thread_event_thread_id"), "letter_thread_event", ["thread_id"], unique=False
    )
    _event_kinds((*KINDS, *NEW_KINDS), (*REASONED, "classed_editorial"))
    _guard()


def downgrade() -> None:
    for table in ("letter_thread_event", "letter_thread", "review_request", "signer_list"):
        drop_guards(op, table, "insert", "update", "delete")
    # Kinds that the earlier schema does not know become the plain word; the audit trail keeps the exact one.
    drop_guards(op, "letter_event", "update")
    op.execute(f"UPDATE letter_event SET kind = 'edited' WHERE kind IN ({_quoted(NEW_KINDS)})")
    refuse(op, "letter_event", "update", "rows of letter_event are only ever added")
    _event_kinds(KINDS, REASONED)
    op.drop_index(op.f("ix_letter_thread_event_thread_id"), table_name="letter_thread_event")
    op.drop_table("letter_thread_event")
    op.drop_table("signer_list")
    op.drop_index(
        "uq_review_request_open",
        table_name="review_request",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_review_request_reviewer", table_name="review_request")
    op.drop_table("review_request")
    op.drop_index("ix_letter_thread_letter_state", table_name="letter_thread")
    op.drop_table("letter_thread")
