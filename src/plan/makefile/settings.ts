import type { MakeGroup, MakeProject } from './make-target.js';

const tokens = (project: MakeProject) => project.tokens;

export const settings: MakeGroup = {
  title: 'Settings and secrets',
  targets: [
    {
      name: 'env',
      help: 'Make .env and secrets that are missing; what is there stays',
      recipe: () => ['@sh scripts/token.sh fill'],
      when: tokens,
    },
    {
      name: 'env',
      help: 'Make .env when it is missing; what is there stays',
      recipe: () => [
        `@[ -e .env ] || { (umask 077; cp .env.example .env) && chmod 600 .env && echo 'Made from .env.example: .env'; }`,
      ],
      when: (project) => project.own && !project.tokens,
    },
    {
      name: 'env-check',
      help: 'Check .env: its values, its mode, and that git ignores it',
      recipe: () => ['$(MCP_DOCK) doctor env'],
    },
    {
      name: 'token',
      help: 'Give server and backend another token; what runs is started again with it',
      recipe: () => ['sh scripts/token.sh rotate'],
      when: ({ backend }) => backend !== undefined,
    },
    {
      name: 'auth-password',
      help: 'Print the password with which any name logs in during development',
      recipe: () => ['@sh scripts/token.sh password'],
      when: ({ has }) => has('fullstack'),
    },
    {
      name: 'token-print',
      help: 'Print 32 random bytes, URL-safe, and change nothing',
      recipe: () => ['@sh scripts/token.sh print'],
      when: tokens,
    },
  ],
};
