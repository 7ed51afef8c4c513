import check from '../../../../src/checks/dockerfile/cache-friendly-order.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('manifests first', 'FROM node:24\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n'),
    row(
      'uv in two steps',
      'FROM python:3.13\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-install-project\nCOPY . .\nRUN uv sync --locked\n',
    ),
    row(
      'the project behind its dependencies',
      'FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install --no-deps .\n',
    ),
    row(
      'manifests that are mounted',
      'FROM node:24\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\nCOPY . .\n',
    ),
    row(
      'other tools below the sources',
      'FROM node:24\nCOPY package.json ./\nRUN npm ci\nCOPY src ./src\nRUN npm run build && npm install -g serve\n',
    ),
    row('setup.py and a version', 'FROM python:3.13\nCOPY setup.py src/weather/__init__.py ./\nRUN pip install -e .\n'),
    row('a stage that is left behind', 'FROM node:24 AS test\nCOPY . .\nRUN npm ci\nFROM node:24\n'),
    row(
      'what another stage has copied',
      'FROM node:24 AS deps\nCOPY package.json ./\nRUN npm ci\nFROM deps\nCOPY . .\nRUN npm ci --omit=dev\n',
    ),
  ],
  fail: [
    {
      name: 'everything first',
      facts: dockerfile('FROM node:24\nCOPY . .\nRUN npm ci\n'),
      messages: ['"npm ci" stands below line 2, which copies the sources.'],
    },
    {
      name: 'the sources first',
      facts: dockerfile('FROM python:3.13\nCOPY requirements.txt server.py ./\nRUN pip install -r requirements.txt\n'),
      messages: ['"pip install -r requirements.txt" stands below line 2, which copies the sources.'],
    },
    {
      name: 'the sources in the stage below',
      facts: dockerfile('FROM node:24 AS base\nCOPY src ./src\nFROM base\nCOPY package.json ./\nRUN npm ci\n'),
      messages: ['"npm ci" stands below line 2, which copies the sources.'],
    },
    {
      name: 'pip through Python',
      facts: dockerfile(
        'FROM python:3.13\nADD . /app\nRUN set -e; \\\n  python -m pip install -r /app/requirements.txt\n',
      ),
      messages: ['"python -m pip install -r /app/requirements.txt" stands below line 2, which copies the sources.'],
    },
  ],
});
