"""Nothing to migrate: the notes live in memory."""

import os

assert os.environ["DATABASE_URL"].startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://"))
