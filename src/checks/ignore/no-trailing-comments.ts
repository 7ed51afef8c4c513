import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'ignore/no-trailing-comments',
  title: '.dockerignore has comments on lines of their own only',
  why: 'Docker takes a line that begins with # for a comment, and nothing else: behind a pattern the words are part of it, it matches nothing, and what it was to keep out is sent.',
  remedy: 'Put the comment on a line of its own, with # as its first character.',
  severity: 'error',
  references: [{ title: 'Docker: .dockerignore', url: 'https://docs.docker.com/build/concepts/context/#syntax' }],
  since: '0.1.0',
  needs: ['ignoreFiles', 'contextFiles'],
  run({ ignoreFiles, contextFiles }) {
    const files = ignoreFiles.flatMap(({ path, rules, context }) =>
      path === undefined ? [] : [{ path, rules, context }],
    );
    if (files.length === 0) return { notApplicable: 'There is no .dockerignore here.' };
    const seen = new Set<string>();
    return files.flatMap(({ path, rules, context }) =>
      rules.flatMap(({ text, line, indent }) => {
        const key = `${path}:${line}`;
        if (seen.has(key)) return [];
        seen.add(key);
        const comment =
          indent === true && text.startsWith('#') ? text : /\s(?<comment>#.*)$/u.exec(text)?.groups?.['comment'];
        if (comment === undefined || isName(text, context, contextFiles)) return [];
        const shown = text.length <= 80 ? text : `${text.slice(0, 79)}…`;
        const own = text.startsWith('#');
        return [
          {
            message: own
              ? `"${shown}" does not begin in the first column, and so is a pattern.`
              : `"${shown}" is one pattern: "${comment.slice(0, 40)}" is no comment there.`,
            location: { uri: path, line },
            ...(own && { severity: 'warning' as const }),
          },
        ];
      }),
    );
  },
});

/** A file may well be called `notes #1.md`. */
function isName(
  rule: string,
  context: string,
  contextFiles: readonly { context: string; entries: readonly { path: string }[] }[],
): boolean {
  const name = rule.replace(/^!?\/?|\/$/gu, '');
  return contextFiles.some(
    (files) =>
      files.context === context && files.entries.some(({ path }) => path === name || path.endsWith(`/${name}`)),
  );
}
