import check from '../../../../src/checks/dockerfile/root-steps-before-user.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row(
      'everything before',
      'FROM node:24-slim\nRUN apt-get update && useradd app && chown app /app\nUSER app\nRUN npm ci\n',
    ),
    row('root in between', 'FROM node:24-slim\nUSER app\nUSER root\nRUN apt-get update\nUSER app\n'),
    row('sudo, and what may fail', 'FROM node:24-slim\nUSER app\nRUN sudo apt-get update; chown app /x || true\n'),
    row(
      'words that only look like it',
      'FROM node:24-slim\nUSER app\nRUN echo chown && pip install apt-client && npm install && apt-cache search x\n',
    ),
    row(
      'global packages in a folder of one’s own',
      'FROM node:24-slim\nENV NPM_CONFIG_PREFIX=/home/node/.npm-global\nUSER node\nRUN npm install -g typescript\n',
    ),
    row(
      'another stage that begins as root again',
      'FROM node:24 AS build\nUSER node\nFROM node:24-slim\nRUN apt-get update\n',
    ),
    row('a user that only the build knows', 'FROM node:24-slim\nARG U\nUSER $U\nRUN apt-get update\n'),
    row('a stage that nothing needs', 'FROM node:24 AS test\nUSER node\nRUN apt-get update\nFROM node:24-slim\n'),
  ],
  fail: [
    {
      name: 'apt below USER',
      facts: dockerfile('FROM a:1\nUSER mcpuser\nRUN DEBIAN_FRONTEND=noninteractive apt-get install -y curl\n'),
      messages: ['As "mcpuser", "apt-get install -y curl" has no right to do what it does.'],
    },
    {
      name: 'other steps of root',
      facts: dockerfile(
        'FROM a:1\nUSER 1000\nRUN mkdir x && chown -R app /app\nRUN apk add --no-cache curl\nRUN if true; then useradd b; fi\nRUN npm install --global pnpm\nRUN corepack enable\n',
      ),
      messages: [
        'As "1000", "chown -R app /app" has no right to do what it does.',
        'As "1000", "apk add --no-cache curl" has no right to do what it does.',
        'As "1000", "useradd b" has no right to do what it does.',
        'As "1000", "npm install --global pnpm" has no right to do what it does.',
        'As "1000", "corepack enable" has no right to do what it does.',
      ],
    },
    {
      name: 'the user of the stage below',
      facts: dockerfile('FROM a:1 AS base\nUSER app\nFROM base\nRUN dnf install -y git\n'),
      messages: ['As "app", "dnf install -y git" has no right to do what it does.'],
    },
    {
      name: 'a heredoc',
      facts: dockerfile('FROM a:1\nUSER app\nRUN <<EOF\nset -e\napt-get update\nEOF\n'),
      messages: ['As "app", "apt-get update" has no right to do what it does.'],
    },
    {
      name: 'distroless',
      facts: dockerfile('FROM cgr.dev/chainguard/node:24\nRUN apk add curl\n'),
      messages: ['As "nonroot", "apk add curl" has no right to do what it does.'],
    },
  ],
});
