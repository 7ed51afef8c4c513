from ..settings import BackendSettings, SqliteSettings
from .task_store import TaskStore


def open_store(settings: SqliteSettings | BackendSettings) -> TaskStore:
    # Each is loaded on demand: the other one is not worth its start-up time.
    if isinstance(settings, BackendSettings):
        from .backend_store import BackendStore

        return BackendStore(
            base_url=settings.base_url,
            token=settings.token,
            timeout_seconds=settings.timeout_seconds,
            max_retries=settings.max_retries,
        )
    from .sqlite_store import SqliteStore

    return SqliteStore(settings.path)
