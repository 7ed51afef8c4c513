import { parse } from 'smol-toml';
import { normalName, pythonManifest } from './manifests.js';
import type { ProjectView } from './project-view.js';

/** How uv.lock stands to pyproject.toml. */
export interface UvLock {
  /** Every package that the project asks for is in it: it can be installed from as it is. */
  readonly covers: boolean;
  /** It was written for another version of the project, or for other bounds; uv refuses it where it is asked to look. */
  readonly older: boolean;
}

interface LockedProject {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly source?: { readonly editable?: unknown; readonly virtual?: unknown };
  readonly metadata?: { readonly 'requires-dist'?: unknown };
}

/** Undefined where there is no such lock, or none that says anything of the project itself. */
export function uvLockOf(view: ProjectView): UvLock | undefined {
  const manifest = pythonManifest(view);
  const own = projectIn(view.texts.get('uv.lock'));
  if (manifest === undefined || own === undefined) return undefined;
  const listed = own.metadata?.['requires-dist'];
  const locked = new Map(
    (Array.isArray(listed) ? listed : []).map((one: { readonly name?: unknown; readonly specifier?: unknown }) => [
      normalName(String(one.name)),
      bounds(typeof one.specifier === 'string' ? one.specifier : ''),
    ]),
  );
  const asked = Object.entries(manifest.dependencies);
  return {
    covers: asked.every(([name]) => locked.has(name)),
    older:
      (manifest.version !== undefined && typeof own.version === 'string' && own.version !== manifest.version) ||
      asked.some(([name, asks]) => locked.get(name) !== bounds(asks)),
  };
}

/** Bounds in an order of their own. */
const bounds = (text: string) => text.replaceAll(/\s/gu, '').split(',').toSorted().join(',');

function projectIn(text: string | undefined): LockedProject | undefined {
  if (text === undefined) return undefined;
  try {
    const { package: packages } = parse(text);
    if (!Array.isArray(packages)) return undefined;
    return (packages as readonly LockedProject[]).find(
      ({ source }) => source?.editable === '.' || source?.virtual === '.',
    );
  } catch {
    // What cannot be read says nothing; uv will say what is wrong with it.
    return undefined;
  }
}
