import check from '../../../../src/checks/dockerfile/multi-stage.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [row('two stages', 'FROM node:24 AS build\nRUN npm ci\nFROM node:24-slim\nCOPY --from=build /app /app\n')],
  fail: [
    {
      name: 'one stage',
      facts: dockerfile('FROM node:24\nRUN npm ci\n'),
      messages: ['The image is built in one stage.'],
    },
    {
      name: 'updates, and something new',
      facts: dockerfile('FROM node:24\nRUN apt-get update && apt-get install --yes git\n'),
      messages: ['The image is built in one stage.'],
    },
    {
      name: 'another stage that the image does not need',
      facts: dockerfile('FROM node:24 AS test\nRUN npm test\nFROM node:24\nCOPY --from=nginx:1.29 /a /a\nRUN npm ci\n'),
      messages: ['The image is built in one stage.'],
    },
    {
      name: 'stages on top of each other',
      facts: dockerfile('FROM node:24 AS base\nRUN npm ci\nFROM base\nRUN npm run build\n'),
      messages: ['The image is built in 2 stages, one on top of the other: everything of each is in it.'],
    },
  ],
  notApplicable: [
    row(
      'security updates alone',
      'FROM nginx:1\nRUN apk upgrade --no-cache && rm -rf /var/cache/apk && adduser -D app\nCOPY src /app\n',
    ),
    row(
      'updates of Debian alone',
      'FROM nginx:1\nRUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get upgrade --yes && apt-get clean\n',
    ),
    row('nothing that is run', 'FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n'),
  ],
});
