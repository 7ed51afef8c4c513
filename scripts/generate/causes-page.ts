import type { GeneratedFile } from './indexes.ts';

interface Cause {
  readonly id: string;
  readonly title: string;
  readonly remedy: string;
}

const compiled = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** Why servers do not start or answer, with the ids that reports carry. */
export async function causesPage(note: string): Promise<GeneratedFile> {
  const [{ exitCauses }, { silenceCauses }] = (await Promise.all([
    compiled('model/explain-exit.js'),
    compiled('model/causes/silence-causes.js'),
  ])) as [{ exitCauses: readonly Cause[] }, { silenceCauses: readonly Cause[] }];
  const table = (causes: readonly Cause[]) =>
    [
      '| id | what it is | what to do |',
      '|---|---|---|',
      ...causes.map(({ id, title, remedy }) => `| \`${id}\` | ${cell(title)} | ${cell(remedy)} |`),
    ].join('\n');
  return {
    path: 'docs/causes.md',
    content: `${note}# Why a server does not start\n\nThe ids that reports carry as \`cause\`, in the order in which they are looked for; the first that holds is told. [lifecycle.md](lifecycle.md) says how they are found.\n\n## It has ended\n\n${table(exitCauses)}\n\n## It runs and does not answer\n\n${table(silenceCauses)}\n`,
  };
}

const cell = (text: string) => text.replaceAll('|', String.raw`\|`);
