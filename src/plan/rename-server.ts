interface ServerFile {
  readonly path: string;
  readonly content: string;
}

/** Gives the server's own package the name of the project, in the manifest and in the lock of its package manager. */
export function renameServer(files: readonly ServerFile[], name: string): ServerFile[] {
  const textOf = (wanted: string) => files.find(({ path }) => path === wanted)?.content;
  const lock = textOf('uv.lock');
  // What the examples call it.
  const example = /^name = "([^"]*)"/mu.exec(textOf('pyproject.toml') ?? '')?.[1] ?? '';
  const pythonName = lock === undefined ? name : freeName(name, example, lock);
  return files.map(({ path, content }) => ({ path, content: renamed(path, content, { name, pythonName, example }) }));
}

function renamed(
  path: string,
  content: string,
  { name, pythonName, example }: { readonly name: string; readonly pythonName: string; readonly example: string },
): string {
  if (path === 'package.json' || path === 'package-lock.json') return renamedManifest(content, name);
  if (path === 'pyproject.toml') return content.replace(`name = "${example}"`, `name = "${pythonName}"`);
  if (path === 'uv.lock')
    return content.replace(
      new RegExp(`name = "${example}"(\\r?\\n(?:.*\\r?\\n)?source = \\{ virtual = "\\." \\})`, 'u'),
      `name = "${pythonName}"$1`,
    );
  return path === 'yarn.lock' ? renamedYarnLock(content, name) : content;
}

/** Yarn refuses a lock that it would write in another order, and the project's own entry stands among the others. */
function renamedYarnLock(content: string, name: string): string {
  const [head = '', metadata = '', ...entries] = content.trimEnd().split(/\n\n(?=\S)/u);
  const own = /^"[^"\n]+@workspace:\."(?=:)/u;
  const renamed = entries.map((entry) =>
    own.test(entry)
      ? entry
          .replace(own, `"${name}@workspace:."`)
          .replace(/^ {2}resolution: .*$/mu, `  resolution: "${name}@workspace:."`)
      : entry,
  );
  const key = (entry: string) => /^"?(?<key>.*?)"?:$/mu.exec(entry)?.groups?.['key'] ?? '';
  return `${[head, metadata, ...renamed.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))].join('\n\n')}\n`;
}

function renamedManifest(content: string, name: string): string {
  const manifest = JSON.parse(content) as { name: string; packages?: Record<string, { name?: string }> };
  manifest.name = name;
  const root = manifest.packages?.[''];
  if (root !== undefined) root.name = name;
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** A project may be called "mcp", but not depend on a package of its own name. */
const freeName = (name: string, example: string, lock: string): string =>
  name !== example && lock.includes(`\nname = "${name}"\n`) ? `${name}-server` : name;
