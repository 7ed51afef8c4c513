import type { ComposeProblem, ComposeProject } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { at, once } from './services.js';

export default defineCheck({
  id: 'compose/parses',
  title: 'Compose reads every file, overlay and profile',
  why: 'A file that is used once in a while, for production say, is found broken on the day it is needed.',
  remedy: 'Correct the line; `docker compose -f FILE config --quiet` says whether Compose takes it.',
  severity: 'error',
  references: [
    { title: 'Compose Specification', url: 'https://docs.docker.com/reference/compose-file/' },
    { title: 'Compose: merging files', url: 'https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/' },
  ],
  aliases: ['no-version-field'],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    return once([
      ...composeProject.problems.flatMap((problem) => findingOf(problem, composeProject)),
      ...missingEnvFiles(composeProject),
    ]);
  },
});

const REMEDIES: Readonly<Partial<Record<ComposeProblem['kind'], string>>> = {
  version: 'Remove the line.',
  v1: 'Put all services below the key `services`.',
  unset: 'Set it in .env.',
  'missing-file': 'Correct the path, or add the file.',
};

function findingOf({ kind, message, ...place }: ComposeProblem, { environmentFile }: ComposeProject): Finding[] {
  // Who has no .env yet has not set anything up.
  if (kind === 'unset' && !environmentFile) return [];
  const remedy = REMEDIES[kind];
  return [
    {
      message,
      location: { ...at(place), ...(place.column !== undefined && { column: place.column }) },
      repro: `docker compose -f ${place.file} config --quiet`,
      ...(remedy !== undefined && { remedy }),
      ...((kind === 'version' || kind === 'unset') && { severity: 'warning' as const }),
    },
  ];
}

function missingEnvFiles({ setups }: ComposeProject): Finding[] {
  return setups.flatMap(({ services }) =>
    services.flatMap(({ name, envFiles }) =>
      envFiles
        .filter(({ required, there }) => required && !there)
        .map(({ path, ...place }) => ({
          message: `The service "${name}" wants ${path}, and there is no such file.`,
          location: at(place),
          // It is made on every machine.
          severity: 'warning' as const,
          remedy: `Make ${path}, or write \`required: false\` beside its path.`,
        })),
    ),
  );
}
