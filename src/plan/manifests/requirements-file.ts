import type { ManifestDependency } from '../../model/facts/files.js';
import { normalName } from '../detect/manifests.js';

/** A requirements file of pip: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
export interface RequirementsFile {
  readonly dependencies: ManifestDependency[];
  /** Every line names one version. */
  readonly pinned: boolean;
  /** Every line has a hash, so pip takes nothing else. */
  readonly hashed: boolean;
}

const MAX_LINES = 5_000;

export function readRequirements(text: string): RequirementsFile {
  const dependencies: ManifestDependency[] = [];
  let pinned = true;
  let hashed = true;
  for (const { line, content } of logicalLines(text)) {
    const match = /^(?<name>[A-Za-z0-9][\w.-]*)(?:\s*\[[^\]]*\])?\s*(?<rest>.*)$/u.exec(content);
    if (match === null) {
      // Another file, or a folder: what is in it is not told here.
      if (/^(?:-r|--requirement|-e|--editable|\.|\/|[a-z]+:)/u.test(content)) pinned = hashed = false;
      continue;
    }
    const rest = match.groups?.['rest'] ?? '';
    const requirement = rest
      .replace(/\s+--.*$|\s*;.*$/u, '')
      .replace(/;.*$/u, '')
      .trim();
    dependencies.push({ name: normalName(match.groups?.['name'] ?? ''), requirement, line, development: false });
    if (!/^(?:===?\s*[^*,\s]+$|@)/u.test(requirement)) pinned = false;
    if (!rest.includes('--hash=')) hashed = false;
  }
  const any = dependencies.length > 0;
  return { dependencies, pinned: any && pinned, hashed: any && hashed };
}

function logicalLines(text: string): { line: number; content: string }[] {
  const found: { line: number; content: string }[] = [];
  const rows = text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .slice(0, MAX_LINES);
  for (let index = 0; index < rows.length; index += 1) {
    const line = index + 1;
    let content = rows[index] ?? '';
    while (content.endsWith('\\') && index + 1 < rows.length) {
      index += 1;
      content = `${content.slice(0, -1)} ${rows[index] ?? ''}`;
    }
    content = content.replace(/(?:^|\s)#.*$/u, '').trim();
    if (content !== '') found.push({ line, content });
  }
  return found;
}
