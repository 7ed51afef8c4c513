/** A published package, as `--from` names it. Every part is safe as an argument, in a file and in a tag. */
export interface PackageReference {
  readonly registry: 'npm' | 'pypi';
  readonly name: string;
  /** A version, or for npm a tag or the beginning of a version; the newest when absent. */
  readonly version?: string;
  /** Extras of PyPI, `cli` of `mcp[cli]`. */
  readonly extras: readonly string[];
}

const NPM = /^(?<name>(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*)(?:@(?<version>[A-Za-z0-9][\w.+-]*))?$/u;
const PYPI =
  /^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[(?<extras>[A-Za-z0-9][\w.,-]*)\])?(?:==(?<version>[0-9][\w.!+]*))?$/u;
const LONGEST = 214;

/** Reads `npm:NAME[@VERSION]` and `pypi:NAME[==VERSION]`; a text that is neither gives the reason, as an end of a sentence. */
export function parsePackageReference(text: string): PackageReference | string {
  const [, registry, rest = ''] = /^(npm|pypi):(.*)$/su.exec(text) ?? [];
  if (registry !== 'npm' && registry !== 'pypi')
    return 'it has to begin with npm: or pypi:, as in npm:@acme/weather@1.2.0.';
  const groups = (registry === 'npm' ? NPM : PYPI).exec(rest)?.groups;
  const name = groups?.['name'];
  if (groups === undefined || name === undefined || rest.length > LONGEST)
    return registry === 'npm'
      ? 'behind npm: come a name and, behind an @, a version or a tag: npm:@acme/weather@1.2.0.'
      : 'behind pypi: come a name and, behind ==, a version: pypi:acme-weather==1.2.0.';
  const version = groups['version'];
  return {
    registry,
    name,
    ...(version !== undefined && { version }),
    extras: (groups['extras'] ?? '').split(',').filter((extra) => extra !== ''),
  };
}

/** The same as a text, with the version that it came to. */
export const exactReference = ({ registry, name }: PackageReference, version: string): string =>
  registry === 'npm' ? `npm:${name}@${version}` : `pypi:${name}==${version}`;
