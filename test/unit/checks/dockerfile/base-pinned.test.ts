import check from '../../../../src/checks/dockerfile/base-pinned.js';
import { dockerfile, row } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    row(
      'versions',
      'ARG TAG=3.13-slim-trixie\nFROM python:${TAG} AS build\nFROM scratch\nFROM build\nFROM debian:bookworm-slim\nFROM ubuntu:24.04\nFROM alpine:3.22\n',
    ),
    row('a digest', `FROM node@sha256:${'a'.repeat(64)}\n`),
    row('a registry with a port', 'FROM localhost:5000/team/node:24.11-slim\n'),
    row(
      'an argument that only the build knows',
      'ARG IMAGE\nFROM ${IMAGE}\nCOPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /uv\n',
    ),
    row(
      'tags of others that look like ours',
      'FROM acme/node:18\nFROM bitnami/python:3.6\nFROM gcr.io/distroless/nodejs24-debian12:nonroot\n',
    ),
    row('the last day of a release', 'FROM node:24\nFROM python:3.10\n', { readOn: '2026-10-31' }),
  ],
  fail: [
    {
      name: 'one base of several stages',
      facts: dockerfile(
        'FROM node:lts AS a\nRUN x\nFROM node:lts AS b\nFROM oven/bun:debian\nCOPY --from=a /a /\nFROM node:lts\n',
      ),
      messages: [
        'The base image node:lts has the tag "lts" without a version. It is in lines 3 and 6 too.',
        'The base image oven/bun:debian has the tag "debian" without a version.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'no tag, and latest',
      facts: dockerfile('FROM node\nFROM docker.io/library/python:latest\nFROM localhost:5000/app\n'),
      messages: [
        'The base image node has no tag, and so means "latest".',
        'The base image docker.io/library/python:latest has the tag "latest", which is another image every few weeks.',
        'The base image localhost:5000/app has no tag, and so means "latest".',
      ],
    },
    {
      name: 'tags without a version',
      facts: dockerfile(
        'ARG V=lts\nFROM node:${V}-slim AS x\nFROM python:slim\nFROM alpine:edge\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /uv\n',
      ),
      messages: [
        'The base image node:lts-slim (node:${V}-slim) has the tag "lts-slim" without a version.',
        'The base image python:slim has the tag "slim" without a version.',
        'The base image alpine:edge has the tag "edge" without a version.',
        'COPY takes files from the image ghcr.io/astral-sh/uv:latest, which has the tag "latest", which is another image every few weeks.',
      ],
      severities: ['warning', 'warning', 'warning', 'warning'],
    },
    {
      name: 'the end of life of runtime and system',
      facts: dockerfile(
        'FROM mirror.example.com/library/node:18.20-bullseye-slim\nFROM python:3.8-alpine3.16\nFROM debian:10-slim\nFROM ubuntu:focal\n',
      ),
      messages: [
        'The base image mirror.example.com/library/node:18.20-bullseye-slim is made of Node.js 18, which gets no updates since 2025-04-30.',
        'The base image mirror.example.com/library/node:18.20-bullseye-slim is made of Debian bullseye, which gets no updates since 2026-08-31.',
        'The base image python:3.8-alpine3.16 is made of Python 3.8, which gets no updates since 2024-10-07.',
        'The base image python:3.8-alpine3.16 is made of Alpine Linux 3.16, which gets no updates since 2024-05-23.',
        'The base image debian:10-slim is made of Debian 10, which gets no updates since 2024-06-30.',
        'The base image ubuntu:focal is made of Ubuntu focal, which gets no updates since 2025-05-29.',
      ],
      severities: ['warning', 'warning', 'warning', 'warning', 'warning', 'warning'],
    },
    {
      name: 'a release that ends today',
      facts: dockerfile('FROM python:3.10\n', { readOn: '2026-11-01' }),
      messages: ['The base image python:3.10 is made of Python 3.10, which gets no updates since 2026-10-31.'],
      severities: ['warning'],
    },
  ],
});
