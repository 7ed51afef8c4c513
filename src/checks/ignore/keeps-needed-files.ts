import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'ignore/keeps-needed-files',
  title: 'Everything that the Dockerfile copies reaches the build',
  why: 'What .dockerignore keeps out does not exist for a build: COPY of it fails, and COPY by a pattern leaves it out without a word.',
  remedy: 'Take the rule out of .dockerignore, or take the file back with a `!` rule below it.',
  severity: 'error',
  references: [
    { title: 'Docker: .dockerignore', url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files' },
  ],
  aliases: ['CopyIgnoredFile'],
  since: '0.1.0',
  needs: ['contextFiles'],
  run({ contextFiles }) {
    const wanting = contextFiles.filter(({ sources }) => sources.length > 0);
    if (wanting.length === 0) return { notApplicable: 'No Dockerfile here copies anything from its context.' };
    return wanting.flatMap(({ dockerfile, sources, ignoreFile, context, truncated }) =>
      sources.flatMap(({ state, source, keyword, line, path, rule, pattern }) => {
        const location = { uri: dockerfile, line };
        const repro = `docker build -f ${shellWord(dockerfile)} ${shellWord(context)}`;
        if (state === 'ignored') {
          const by = rule === undefined ? '' : ` ("${rule.text}", ${ignoreFile ?? '.dockerignore'}:${rule.line})`;
          const what =
            path === undefined || path === source.replace(/^(?:\.?\/)+|\/+$/gu, '')
              ? source
              : `${source}, of which ${path} is there,`;
          return [{ message: `${keyword} wants ${what} and a rule keeps it out${by}.`, location, repro }];
        }
        if (state === 'sent' || pattern || (truncated && path === undefined)) return [];
        const where = context === '.' ? 'the project' : context;
        return [
          {
            message: `${keyword} wants ${source}, and there is no such file in ${where}.`,
            location,
            repro,
            severity: 'warning' as const,
            remedy: 'Make the file before the build, or take it out of the instruction.',
          },
        ];
      }),
    );
  },
});
