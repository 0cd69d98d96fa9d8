"""What alembic runs: every step on the connection it was handed, in that one's transaction."""

from alembic import context

from kdesk.store.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
context.run_migrations()
