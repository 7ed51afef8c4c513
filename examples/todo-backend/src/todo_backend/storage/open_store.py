from todo_backend.settings import Settings, SqliteSettings
from todo_backend.storage.store import TaskStore


def store_for(settings: Settings) -> TaskStore:
    # Imported where they are needed: each brings a library that the others do without.
    if isinstance(settings.database, SqliteSettings):
        from todo_backend.storage.sqlite_store import SqliteStore

        store: TaskStore = SqliteStore(settings.database.path)
    else:
        from todo_backend.storage.postgres_store import PostgresStore

        store = PostgresStore(settings.database)
    if settings.cache is None:
        return store
    from todo_backend.storage.cached_store import CachedStore

    return CachedStore(store, settings.cache)
