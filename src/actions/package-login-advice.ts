import { secretMounts } from '../plan/dockerfile-outline.js';

/** npm, pnpm and yarn, when a registry wants a login or another one. */
const NPM_REFUSED = /\bE40[13]\b|\bENEEDAUTH\b|ERR_PNPM_FETCH_40[13]|\bYN0041\b/u;
/** What a registry says of a private package to somebody it does not know: that there is none. */
const NPM_HIDDEN = /\bE404\b[\s\S]*?\b404\s[^\n]*?((?:@|%40)[\w.~-]+(?:\/|%2f)[\w.~-]+)/iu;
const PYTHON_REFUSED =
  /\b40[13] Error, Credentials|\b40[13] Client Error|HTTP error 40[13]\b|status client error \(40[13]\b|valid authentication credentials|^User for \S+:/imu;
const PYTHON = /\bpip\d*\b|\buv\b|\bpypi\b|\bpoetry\b|\bsimple\//iu;
const ANY_REFUSED =
  /\bunauthorized\b|authentication required|\b40[13] (?:Unauthorized|Forbidden)|(?:status|code|error):? 40[13]\b/iu;

interface RefusedStep {
  /** Its output. */
  readonly text: string;
  /** Its name, with its mounts. */
  readonly step?: string;
  readonly givenSecrets?: readonly string[];
}

interface Kind {
  readonly refusal: string;
  /** Whether a mounted secret is for this. */
  readonly isFor: RegExp;
  /** The flag and the mount where the Dockerfile has none. */
  readonly flag: string;
  readonly mount: string;
}

/** What to do when a package registry refuses a step; undefined when none did. */
export function packageLoginAdvice({ text, step = '', givenSecrets = [] }: RefusedStep): readonly string[] | undefined {
  const kind = kindOf(text, step);
  if (kind === undefined) return undefined;
  const mount = secretMounts(step).find(({ id, target }) => kind.isFor.test(id) || kind.isFor.test(target));
  if (mount === undefined)
    return [
      kind.refusal,
      `Give the login as a build secret, never as a build argument: ${kind.flag}`,
      `The step mounts no such secret yet; it wants ${kind.mount}. docs/private-indexes.md has whole examples.`,
    ];
  if (givenSecrets.includes(mount.id))
    return [
      kind.refusal,
      `The step had the build secret ${mount.id}: its token has expired, may not read this package, or is for another host than the lines above name.`,
    ];
  return [
    kind.refusal,
    `The step mounts the build secret ${mount.id}, and the build was given none: ${flagFor(mount, kind)}`,
  ];
}

function kindOf(text: string, step: string): Kind | undefined {
  const hidden = NPM_HIDDEN.exec(text)?.[1]?.replace(/%40/iu, '@').replace(/%2f/iu, '/');
  if (NPM_REFUSED.test(text)) return { ...NPM, refusal: 'The npm registry refuses.' };
  if (hidden !== undefined)
    return {
      ...NPM,
      refusal: `The npm registry shows no ${hidden}: it does not exist, or it is private and the step has no login for it.`,
    };
  if (PYTHON_REFUSED.test(text) || (ANY_REFUSED.test(text) && PYTHON.test(step)))
    return { ...(/\buv\b/u.test(step) ? UV : PIP), refusal: 'The Python package index refuses.' };
  if (ANY_REFUSED.test(text)) return { ...NPM, ...OTHER };
  return undefined;
}

const NPM: Omit<Kind, 'refusal'> = {
  isFor: /npm/iu,
  flag: '--secret id=npmrc,src=$HOME/.npmrc',
  mount: '--mount=type=secret,id=npmrc,target=/root/.npmrc',
};
const PYTHON_SECRET = /pip|netrc|pypi|uv_|index/iu;
const PIP: Omit<Kind, 'refusal'> = {
  isFor: PYTHON_SECRET,
  flag: '--secret id=pip_conf,src=$HOME/.config/pip/pip.conf',
  mount: '--mount=type=secret,id=pip_conf,target=/etc/pip.conf',
};
const UV: Omit<Kind, 'refusal'> = {
  isFor: PYTHON_SECRET,
  flag: '--secret id=netrc,src=$HOME/.netrc',
  mount: '--mount=type=secret,id=netrc,target=/root/.netrc',
};
const OTHER: Kind = {
  refusal: 'What the step asks for refuses without a login.',
  isFor: /(?!)/u,
  flag: '--secret id=NAME,src=PATH',
  mount: '--mount=type=secret,id=NAME',
};

/** Where such a secret usually lies on the user's side. */
function flagFor({ id, target }: { readonly id: string; readonly target: string }, { flag }: Kind): string {
  const file = /[^/]*$/u.exec(target)?.[0] ?? '';
  if (target === `/run/secrets/${id}` && /^[A-Z][A-Z0-9_]*$/u.test(id))
    return `--secret id=${id} (the variable of that name)`;
  if (file === '.netrc' || file === '.npmrc') return `--secret id=${id},src=$HOME/${file}`;
  return flag.replace(/id=\w+/u, `id=${id}`);
}
