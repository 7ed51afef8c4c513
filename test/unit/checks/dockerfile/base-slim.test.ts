import check from '../../../../src/checks/dockerfile/base-slim.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row('a full base of the builder only', 'FROM node:24 AS build\nFROM node:24-bookworm-slim\n'),
    row('alpine', 'FROM python:3.13-alpine\n'),
    row('distroless', 'FROM gcr.io/distroless/nodejs24-debian12\n'),
    row('nothing at all', 'FROM scratch\n'),
    row(
      'an image of one’s own, and a digest that says nothing',
      `FROM acme/base:1\nFROM node@sha256:${'a'.repeat(64)}\n`,
    ),
    row('a slim stage below', 'FROM node:24-slim AS base\nFROM base\n'),
    row('Ubuntu, which has no smaller variant', 'FROM ubuntu:24.04\n'),
  ],
  fail: [
    {
      name: 'the full Node.js',
      facts: dockerfile('FROM node:24\n'),
      messages: ['The image that runs is built on node:24, the full variant.'],
    },
    {
      name: 'a full one two stages below',
      facts: dockerfile('FROM python:3.13 AS base\nFROM base AS app\nFROM app\n'),
      messages: ['The image that runs is built on python:3.13, the full variant.'],
    },
    {
      name: 'a development container',
      facts: dockerfile('FROM mcr.microsoft.com/devcontainers/python:3.13\n'),
      messages: ['The image that runs is built on mcr.microsoft.com/devcontainers/python:3.13, the full variant.'],
    },
  ],
});
