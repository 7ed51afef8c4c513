import type { BuildFailureFacts } from './build-failure-rows.js';

interface Manager {
  /** What it prints when lock file and manifest are at odds, or the lock file is not there. */
  readonly says: RegExp;
  readonly file: string;
  readonly mend: string;
}

// Texts of npm 11, pnpm 10, Yarn 1 and 4, uv 0.13, pip 24 and Poetry 2.
const MANAGERS: readonly Manager[] = [
  {
    says: /npm ci` (?:command )?can only install|package-lock\.json (?:are|is) (?:not )?in sync|lock file's .* does not satisfy/iu,
    file: 'package-lock.json',
    mend: 'npm install',
  },
  { says: /ERR_PNPM_(?:OUTDATED|NO)_LOCKFILE|pnpm-lock\.yaml/u, file: 'pnpm-lock.yaml', mend: 'pnpm install' },
  { says: /lockfile had changes, but lockfile is frozen/u, file: 'bun.lock', mend: 'bun install' },
  {
    says: /YN0028|your lockfile needs to be updated, but yarn|frozen[- ]lockfile/iu,
    file: 'yarn.lock',
    mend: 'yarn install',
  },
  {
    says: /needs to be updated, but `--(?:locked|frozen)`|Unable to find lockfile at `uv\.lock`/u,
    file: 'uv.lock',
    mend: 'uv lock',
  },
  {
    says: /changed significantly since poetry\.lock|poetry\.lock (?:was not|is not)/iu,
    file: 'poetry.lock',
    mend: 'poetry lock',
  },
];
const HASHES = /DO NOT MATCH THE HASHES|Hashes are required in --require-hashes mode/u;
const ABSENT = /with an existing package-lock|NO_LOCKFILE|is absent|Unable to find lockfile|would have been created/iu;

/** Undefined when the step failed for another reason. */
export function lockfileAdvice({ text, explain }: BuildFailureFacts): readonly string[] | undefined {
  if (HASHES.test(text))
    return [
      'The requirements file and the packages have other hashes: write it anew (`pip-compile --generate-hashes`, or `uv pip compile --generate-hashes`) and keep the result.',
    ];
  const manager = MANAGERS.find(({ says }) => says.test(text));
  if (manager === undefined) return undefined;
  const { file, mend } = manager;
  if (!ABSENT.test(text))
    return [`${file} does not fit the manifest: run \`${mend}\` in the project and keep the new ${file}.`];
  const absence = explain(file);
  if (absence?.kind === 'ignored')
    return [`${file} is kept out by "${absence.rule}" (${absence.by}:${absence.line}): add !${file} below that line.`];
  return absence === undefined
    ? [`${file} is there and this step does not have it: COPY it before the step, beside the manifest.`]
    : [`There is no ${file}: run \`${mend}\` in the project and keep it.`];
}
