import check from '../../../../src/checks/dockerfile/non-root-user.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('numbers', 'FROM node:24-slim\nUSER 1000:1000\n'),
    row('root in between', 'FROM node:24-slim\nUSER root\nRUN true\nUSER node\n'),
    row('the user of the stage below', 'FROM node:24-slim AS base\nUSER node\nFROM base\nRUN true\n'),
    row('an argument', 'FROM node:24-slim\nARG USER_ID=1000\nUSER ${USER_ID}\n'),
    row('an argument that only the build knows', 'FROM node:24-slim\nARG USER_ID\nUSER $USER_ID\n'),
    row('distroless for nobody', 'FROM gcr.io/distroless/nodejs24-debian12:nonroot\n'),
    row('a server that gives up root itself', 'FROM postgres:17-trixie\n'),
    row('root in a stage that is not the last', 'FROM node:24 AS build\nUSER root\nFROM node:24-slim\nUSER node\n'),
  ],
  fail: [
    {
      name: 'no USER',
      facts: dockerfile('FROM node:24-slim\n'),
      messages: ['The final stage has no USER, so the server runs as root.'],
    },
    {
      name: 'root by name',
      facts: dockerfile('FROM node:24-slim\nUSER app\nUSER root\n'),
      messages: ['The last USER of the final stage is "root".'],
    },
    {
      name: 'root by number, with a group',
      facts: dockerfile('FROM node:24-slim\nUSER 0:1000\n'),
      messages: ['The last USER of the final stage is "0:1000".'],
    },
    {
      name: 'root by an argument',
      facts: dockerfile('FROM node:24-slim\nARG U=root\nUSER ${U}\n'),
      messages: ['The last USER of the final stage is "root".'],
    },
    {
      name: 'a USER in another stage',
      facts: dockerfile('FROM node:24 AS build\nUSER node\nFROM node:24-slim\n'),
      messages: ['The final stage has no USER, so the server runs as root.'],
    },
    {
      name: 'a base that nobody knows',
      facts: dockerfile('FROM acme/base:1\n'),
      messages: ['The final stage has no USER, so the server runs as whom acme/base:1 names: root, as a rule.'],
      severities: ['warning'],
    },
  ],
});
