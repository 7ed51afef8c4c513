import { relative, resolve, join } from 'node:path';
import { readTextIfThere } from '../config/read-text.js';
import { membersOf } from '../plan/detect/workspace.js';

const UP = ['..', '../..', '../../..'];

/** The folder above of whose workspace this one is a package, and what it is called there; undefined where it stands alone. */
export async function outerWorkspace(
  directory: string,
): Promise<{ readonly up: string; readonly folder: string } | undefined> {
  for (const up of UP) {
    const root = resolve(directory, up);
    const folder = relative(root, directory).replaceAll('\\', '/');
    const texts = new Map([[`${folder}/package.json`, '{}']]);
    for (const file of ['package.json', 'pnpm-workspace.yaml']) {
      const text = await readTextIfThere(join(root, file)).catch(() => undefined);
      if (text !== undefined) texts.set(file, text);
    }
    const members = membersOf({ folder: '', paths: new Set(texts.keys()), texts, truncated: false });
    if (members.some((member) => member.folder === folder)) return { up, folder };
  }
  return undefined;
}
