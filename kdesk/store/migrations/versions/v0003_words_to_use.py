"""Insights, themes, and where they were said; what a person said about a memo's words."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add tables and columns."""
    op.add_column("memos", sa.Column("read_at", sa.Integer()))
    op.add_column("memos", sa.Column("language", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "transcripts",
        sa.Column("chosen", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    )
    op.create_table(
        "insights",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.ForeignKeyConstraint(["seq"], ["items.seq"], ondelete="CASCADE"),
    )
    op.create_table(
        "themes",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "excerpts",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Text()),
        sa.Column("memo_id", sa.Text()),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("end", sa.Float(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.ForeignKeyConstraint(["owner_id"], ["items.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["memo_id"], ["items.id"], ondelete="SET NULL"),
    )
    for column in ("owner_id", "theme_id", "memo_id"):
        op.create_index(f"ix_excerpts_{column}", "excerpts", [column])
