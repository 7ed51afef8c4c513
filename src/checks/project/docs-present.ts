import type { DocumentFact } from '../../model/facts/documents.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/docs-present',
  title: 'The project has a README, and links of its pages lead somewhere',
  why: 'Who finds the image or the repository learns from it what the server does, what it needs, and how to start it.',
  remedy: 'Write a README.md, and correct links to files and headings that have moved.',
  severity: 'warning',
  references: [
    {
      title: 'GitHub: about READMEs',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes',
    },
  ],
  since: '0.1.0',
  needs: ['documents'],
  run({ documents }) {
    return [...readme(documents), ...documents.flatMap(links)];
  },
});

function readme(documents: readonly DocumentFact[]): Finding[] {
  const page = documents.find(({ path }) => /^(?:docs\/|\.github\/)?readme\.(?:md|markdown)$/iu.test(path));
  if (page === undefined)
    return [
      {
        message: 'There is no README.md.',
        location: { uri: 'README.md' },
        remedy: 'Write what the server does, what it needs, and how to start it.',
      },
    ];
  return page.headings.length > 0
    ? []
    : [
        {
          message: `${page.path} has no heading.`,
          location: { uri: page.path, line: 1 },
          remedy: 'Begin with `# NAME`, and say below it what the server does.',
        },
      ];
}

const MAX = 20;

const links = ({ path, links: all }: DocumentFact): Finding[] =>
  all
    .filter(({ state }) => state !== 'there')
    .filter(({ target }, index, broken) => broken.findIndex((one) => one.target === target) === index)
    .slice(0, MAX)
    .map(({ target, line, state }) => ({
      message:
        state === 'absent'
          ? `${path} links to ${target}, and there is no such file.`
          : `${path} links to ${target}, and there is no such heading.`,
      location: { uri: path, line },
    }));
