import { NOISE_IF_THERE, NOISE_NAMES } from '../../model/context-names.js';
import type { ContextFiles } from '../../model/facts/files.js';
import { defineCheck } from '../define-check.js';
import { sentToBuild } from './sent-to-build.js';

export default defineCheck({
  id: 'ignore/covers-noise',
  title: '.dockerignore keeps out what no build needs',
  why: 'History, dependencies of this machine and editor folders make every build slower, throw away its cache, and with `COPY . .` become part of the image.',
  remedy: 'Add them to .dockerignore, one to a line.',
  severity: 'warning',
  references: [
    { title: 'Docker: .dockerignore', url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files' },
  ],
  since: '0.1.0',
  needs: ['contextFiles', 'manifests'],
  run({ contextFiles, manifests }) {
    if (contextFiles.length === 0)
      return { notApplicable: 'There is no Dockerfile here, so nothing is sent to a build.' };
    return contextFiles.flatMap((files) => {
      const languages = new Set(
        manifests.find(({ image }) => image === files.image)?.files.map(({ language }) => language),
      );
      const names = noiseIn(files, languages);
      if (names.length === 0) return [];
      const uri = files.ignoreFile ?? (files.context === '.' ? '.dockerignore' : `${files.context}/.dockerignore`);
      const list = new Intl.ListFormat('en').format(names.slice(0, 8));
      const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
      return [
        {
          message:
            files.ignoreFile === undefined
              ? `There is no .dockerignore, so ${list}${more} would be sent to the build.`
              : `No rule keeps out ${list}${more}.`,
          location: { uri },
          ...sentToBuild(files, 'cut -d/ -f1 | sort | uniq -c'),
        },
      ];
    });
  },
});

function noiseIn({ asked, entries, sources }: ContextFiles, languages: ReadonlySet<string>): string[] {
  const wanted = new Set(sources.map(({ source }) => source.replace(/^(?:\.?\/)+|\/+$/gu, '').split('/')[0] ?? ''));
  // What an install on this machine makes tomorrow counts today.
  const always = NOISE_NAMES.filter(({ language }) => languages.has(language))
    .filter(({ path }) => asked.some((one) => one.path === path && !one.ignored))
    .map(({ path }) => path);
  const found = entries
    .filter(({ path, ignored }) => !ignored && !path.includes('/') && NOISE_IF_THERE.test(path) && !wanted.has(path))
    .map(({ path }) => path);
  return [...new Set([...always, ...found])];
}
