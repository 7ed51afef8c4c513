import type { StorageSettings } from '../settings.ts';
import { BackendStore } from './backend-store.ts';
import type { TaskStore } from './task-store.ts';

export async function openStore(settings: StorageSettings): Promise<TaskStore> {
  if (settings.kind === 'backend') return new BackendStore(settings);
  // Loaded on demand: with a backend, SQLite is not worth its start-up time.
  const { SqliteStore } = await import('./sqlite-store.ts');
  return new SqliteStore(settings.path);
}
