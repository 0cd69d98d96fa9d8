"""Notes of memos and when they were first looked at; people; files that were taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns and tables; what is there counts as looked at, or it would all be announced."""
    op.add_column("memos", sa.Column("notes", sa.Text(), server_default="[]", nullable=False))
    op.add_column("memos", sa.Column("opened_at", sa.Integer()))
    op.execute(
        "UPDATE memos SET opened_at = (SELECT created_at FROM items WHERE items.seq = memos.seq)"
    )
    op.create_table(
        "people",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _WORDS),
        sa.Column("while_locked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "taken_in",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text()),
        sa.PrimaryKeyConstraint("sha256"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="SET NULL"),
    )
    op.create_index("ix_taken_in_item_id", "taken_in", ["item_id"])


_WORDS = ("name", "role", "number", "note")
