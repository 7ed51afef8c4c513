import type { DocumentFact, MakefileFact } from '../../model/facts/documents.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/makefile-complete',
  title: 'Every target of the Makefile says what it does, and every target that is named exists',
  why: 'People who are new start with `make` and with what the README tells them to type.',
  remedy: 'Write `name: ## What it does`, and correct names that lead nowhere.',
  severity: 'warning',
  references: [
    { title: 'GNU Make: phony targets', url: 'https://www.gnu.org/software/make/manual/html_node/Phony-Targets.html' },
  ],
  since: '0.1.0',
  needs: ['makefile', 'documents'],
  run({ makefile, documents }) {
    return [...broken(makefile), ...named(makefile, documents), ...silent(makefile)];
  },
});

const AS = {
  prerequisite: (name: string) => `A target needs "${name}", which is neither a target nor a file.`,
  phony: (name: string) => `.PHONY names "${name}", and there is no such target.`,
  call: (name: string) => `A recipe calls \`make ${name}\`, and there is no such target.`,
  script: (name: string) => `A recipe starts ${name}, and there is no such file.`,
} as const;

function broken({ path, problems, unknown, open }: MakefileFact): Finding[] {
  return [
    ...problems.map(({ line, message }): Finding => ({
      message,
      location: { uri: path, line },
      remedy: 'Begin the line with a tab.',
    })),
    ...unknown
      .filter(({ as }) => as === 'script' || !open)
      .map(({ name, line, as }) => ({ message: AS[as](name), location: { uri: path, line } })),
  ];
}

/** What pages tell people to type. Pages of folders below may mean Makefiles of their own. */
function named({ path, targets, open }: MakefileFact, documents: readonly DocumentFact[]): Finding[] {
  if (open) return [];
  return documents
    .filter((page) => !page.path.includes('/') || /^docs?\//u.test(page.path))
    .flatMap((page) =>
      page.makeTargets
        .filter(({ name }, index) => page.makeTargets.findIndex((one) => one.name === name) === index)
        .filter(({ name }) => !targets.some((target) => target.name === name))
        .map(({ name, line }) => ({
          message: `${page.path} says \`make ${name}\`, and ${path} has no such target.`,
          location: { uri: page.path, line },
        })),
    );
}

const SHOWN = 8;

function silent({ path, targets }: MakefileFact): Finding[] {
  // A file that is made is no task, and what begins with "_" or "." is for the Makefile itself.
  const tasks = targets.filter(({ name, phony }) => !/^[_.]/u.test(name) && (phony || !/[./]/u.test(name)));
  const without = tasks.filter(({ name, help }) => help === undefined && name !== 'all' && name !== 'help');
  const [first] = without;
  if (first === undefined) return [];
  const names = new Intl.ListFormat('en').format(without.slice(0, SHOWN).map(({ name }) => name));
  const more = without.length > SHOWN ? ` and ${without.length - SHOWN} more` : '';
  return [
    {
      message: `Nothing says what ${names}${more} ${without.length === 1 ? 'does' : 'do'}.`,
      location: { uri: path, line: first.line },
      measured: `${tasks.length - without.length} of ${tasks.length}`,
    },
  ];
}
