import { formatBytes } from '../model/units.js';

export interface SentFile {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** Below this nobody waits for it. */
const WORTH_A_WORD = 5_000_000;
const SHOWN = 3;

/** Folders that a build makes itself, or that only the developer needs. */
const SURPRISING_FOLDERS =
  /^(?:node_modules|\.git|\.hg|\.venv|venv|__pycache__|\.mypy_cache|\.pytest_cache|\.tox|coverage|\.next|\.turbo|\.cache|target|\.idea)$/u;
const SURPRISING_FILES = /\.(?:zip|tar|tgz|tar\.gz|7z|iso|img|dump|sqlite3?|db|mp4|mov|log|core|whl|parquet)$/iu;

/** The largest of what is sent and hardly meant to be: one sentence each, with what keeps it out. */
export function contextSurprises(files: readonly SentFile[]): string[] {
  const sums = new Map<string, number>();
  for (const { path, bytes } of files) {
    const place = placeOf(path);
    if (place !== undefined) sums.set(place, (sums.get(place) ?? 0) + bytes);
  }
  return [...sums]
    .filter(([, bytes]) => bytes >= WORTH_A_WORD)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, SHOWN)
    .map(
      ([place, bytes]) =>
        `${place} is sent to the builder with ${formatBytes(bytes)}: a line in .dockerignore keeps it out.`,
    );
}

/** The folder that surprises, or the file itself. */
function placeOf(path: string): string | undefined {
  const parts = path.split('/');
  const index = parts.slice(0, -1).findIndex((part) => SURPRISING_FOLDERS.test(part));
  if (index >= 0) return `${parts.slice(0, index + 1).join('/')}/`;
  return SURPRISING_FILES.test(path) ? path : undefined;
}
