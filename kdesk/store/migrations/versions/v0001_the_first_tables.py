"""The first tables, as the first kdesk made them."""

import sqlalchemy as sa
from alembic import op

from kdesk.store import fts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables in an empty database."""
    _blobs_and_items()
    _kinds()
    _what_belongs_to_items()
    fts.make(op.get_bind().exec_driver_sql)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _kind_of_item(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *_numbers("seq"),
        *columns,
        sa.PrimaryKeyConstraint("seq"),
        sa.ForeignKeyConstraint(["seq"], ["items.seq"], ondelete="CASCADE"),
    )


def _part_of_item(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *_numbers("seq"),
        *_text("owner_id"),
        *columns,
        sa.PrimaryKeyConstraint("seq"),
        sa.ForeignKeyConstraint(["owner_id"], ["items.id"], ondelete="CASCADE"),
    )
    op.create_index(f"ix_{name}_owner_id", name, ["owner_id"])


def _blobs_and_items() -> None:
    op.create_table("facts", *_text("name", "value"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "blobs",
        *_text("name", "media_type"),
        *_numbers("size"),
        *_text("sha256"),
        sa.Column("unused_at", sa.Integer()),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "items",
        *_numbers("seq"),
        *_text("id", "kind"),
        *_numbers("at", "offset"),
        *_text("title", "text", "detail"),
        sa.Column("session_id", sa.Text()),
        *_numbers("created_at", "edited_at"),
        sa.Column("removed_at", sa.Integer()),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sa.ForeignKeyConstraint(["session_id"], ["items.id"], ondelete="SET NULL"),
    )
    shown, binned = sa.text("removed_at IS NULL"), sa.text("removed_at IS NOT NULL")
    op.create_index(
        "ix_items_shown", "items", ["at", "id", "offset", "kind", "removed_at"], sqlite_where=shown
    )
    op.create_index("ix_items_binned", "items", ["removed_at"], sqlite_where=binned)
    op.create_index("ix_items_session_id", "items", ["session_id"])


def _kinds() -> None:
    _kind_of_item("sessions", *_text("place", "companions", "intention"))
    _kind_of_item(
        "memos",
        sa.Column("seconds", sa.Float(), nullable=False),
        *_text("sound_name"),
        sa.Column("original_name", sa.Text()),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        *_text("listening", "reason"),
        sa.Column("corrected", sa.Text()),
        sa.ForeignKeyConstraint(["sound_name"], ["blobs.name"]),
        sa.ForeignKeyConstraint(["original_name"], ["blobs.name"]),
    )
    op.create_index("ix_memos_listening", "memos", ["listening"])
    _kind_of_item("entries", *_text("entry_kind"))
    _kind_of_item("creations")
    _kind_of_item(
        "goals",
        *_text("why", "first_step", "direction", "status"),
        sa.Column("check_in_on", sa.Text()),
    )
    _kind_of_item(
        "check_ins",
        *_text("goal_id"),
        sa.ForeignKeyConstraint(["goal_id"], ["items.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_check_ins_goal_id", "check_ins", ["goal_id"])


def _what_belongs_to_items() -> None:
    _part_of_item(
        "transcripts",
        *_text("model", "language"),
        *_numbers("made_at", "offset"),
        *_text("utterances"),
    )
    _part_of_item("entry_versions", *_numbers("edited_at"), *_text("entry_kind", "title", "text"))
    _part_of_item(
        "creation_files",
        *_numbers("position"),
        *_text("name", "content_name"),
        sa.Column("thumbnail_name", sa.Text()),
        sa.ForeignKeyConstraint(["content_name"], ["blobs.name"]),
        sa.ForeignKeyConstraint(["thumbnail_name"], ["blobs.name"]),
    )
