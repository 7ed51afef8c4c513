import check from '../../../../src/checks/project/makefile-complete.js';
import type { Facts } from '../../../../src/model/facts.js';
import { readMakefile } from '../../../../src/plan/documents/read-makefile.js';
import { readMarkdown } from '../../../../src/plan/documents/read-markdown.js';
import { testCheck } from '../../../support/test-check.js';

const lines = (...all: string[]) => `${all.join('\n')}\n`;

/** Facts of a Makefile and pages, in a folder that has these files beside. */
function facts(
  makefile: string,
  pages: Readonly<Record<string, string>> = {},
  there: readonly string[] = [],
): Pick<Facts, 'makefile' | 'documents'> {
  const { used, ...read } = readMakefile(makefile);
  return {
    makefile: { path: 'Makefile', ...read, unknown: used.filter(({ name }) => !there.includes(name)) },
    documents: Object.entries(pages).map(([path, text]) => {
      const { headings, makeTargets } = readMarkdown(text);
      return { path, headings: [...headings], makeTargets: [...makeTargets], links: [], truncated: false };
    }),
  };
}

testCheck(check, {
  pass: [
    {
      name: 'help behind every target',
      facts: facts(
        lines(
          '.PHONY: up down',
          'up: build ## Start',
          '\tdocker compose up',
          'down: ## Stop',
          '\tdocker compose down',
          'build: ## Build',
          '\tdocker build .',
        ),
      ),
    },
    { name: 'comments above', facts: facts(lines('# Starts everything', 'up:', '\tdocker compose up')) },
    {
      name: 'a help of its own',
      facts: facts(lines('help:', '\t@echo "  up    starts"', '\t@echo "  down  stops"', 'up down:', '\tx')),
    },
    {
      name: 'files that are made, and helpers',
      facts: facts(lines('all: dist/app.js', 'dist/app.js: src/app.ts', '\ttsc', '_check:', '\ttrue'), {}, [
        'src/app.ts',
      ]),
    },
    {
      name: 'variables, conditions, patterns and definitions',
      facts: facts(
        lines(
          'A := b',
          'up: X = 1',
          'up: ## Start',
          '\techo \\',
          '  more',
          'ifdef A',
          'B ?= c',
          'endif',
          'define text',
          '  not: a target',
          'endef',
          'shell-%: ## A shell',
          '\tx',
          '.DEFAULT_GOAL := up',
        ),
        { 'README.md': '`make shell-web`\n' },
      ),
    },
    {
      name: 'what the pages say, in code and in sentences',
      facts: facts(lines('up: ## Start', '\tx'), {
        'README.md':
          '# A\n\nTo make sure, type `make up`, or `make -n TARGET`, `make -C backend test`, `make FILE=x up`.\n\n```sh\nmake up\n# make sure it runs\nsudo make up && curl x\n```\n',
        'backend/README.md': '`make migrate`\n',
      }),
    },
    {
      name: 'words in quotes, other folders and other Makefiles',
      facts: facts(
        lines(
          'up: ## Start',
          '\t@echo "make down stops; make it so"',
          '\tcd web && make build',
          '\t$(MAKE) -C api build',
          '\t@$(MAKE) --no-print-directory up',
        ),
      ),
    },
    {
      name: 'scripts that are there',
      facts: facts(lines('up: ## Start', '\tsh scripts/up.sh "$$A"', '\t@./run.sh'), {}, ['scripts/up.sh', 'run.sh']),
    },
  ],
  fail: [
    {
      name: 'targets without a word',
      facts: facts(lines('.PHONY: up', 'up:', '\tx', 'down: ## Stop', '\ty', 'test:', '\tz')),
      messages: ['Nothing says what up and test do.'],
    },
    {
      name: 'many of them',
      facts: facts(lines(...Array.from({ length: 10 }, (_, index) => `t${index}:\n\tx`))),
      messages: ['Nothing says what t0, t1, t2, t3, t4, t5, t6, and t7 and 2 more do.'],
    },
    {
      name: 'names that lead nowhere',
      facts: facts(lines('.PHONY: up gone', 'up: build ## Start', '\t$(MAKE) migrate', '\tsh scripts/gone.sh')),
      messages: [
        'A target needs "build", which is neither a target nor a file.',
        '.PHONY names "gone", and there is no such target.',
        'A recipe calls `make migrate`, and there is no such target.',
        'A recipe starts scripts/gone.sh, and there is no such file.',
      ],
    },
    {
      name: 'a page that is out of date',
      facts: facts(lines('up: ## Start', '\tx'), {
        'README.md': '```sh\n$ make start\nmake start\n```\n',
        'docs/a.md': 'Type `make stop`.\n',
      }),
      messages: [
        'README.md says `make start`, and Makefile has no such target.',
        'docs/a.md says `make stop`, and Makefile has no such target.',
      ],
    },
    {
      name: 'spaces where a tab is wanted',
      facts: facts(lines('up: ## Start', '    docker compose up')),
      messages: ['A line below "up" begins with spaces, where make wants a tab.'],
    },
  ],
});
