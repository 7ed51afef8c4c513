import type { RuntimeManager } from './runtimes/runtime.js';

interface ServerFile {
  readonly path: string;
  readonly content: string;
}

/** Makes the manifests of an example, which several package managers share, those of one of them. */
export function adaptManifest(files: readonly ServerFile[], { id, pin }: RuntimeManager): ServerFile[] {
  return files.map((file) => {
    if (file.path === 'package.json' && pin !== undefined) return { ...file, content: withPin(file.content, pin) };
    if (file.path === 'pyproject.toml' && id !== 'uv') return { ...file, content: withoutUv(file.content) };
    return file;
  });
}

function withPin(content: string, pin: string): string {
  const { dependencies, devDependencies, ...head } = JSON.parse(content) as Record<string, unknown>;
  return `${JSON.stringify({ ...head, packageManager: pin, dependencies, devDependencies }, undefined, 2)}\n`;
}

/** The table `[tool.uv]` with the comment above it. */
const withoutUv = (content: string): string =>
  content.replace(/(?:^#.*\r?\n)*^\[tool\.uv\]\r?\n(?:[^[\r\n].*\r?\n)*\r?\n?/mu, '');
