import { describe, expect, it } from 'vitest';
import { baseLayers, isPublicImage } from '../../../../src/probes/image-layers/base-layers.js';
import { dockerfileBases } from '../../../../src/probes/image-layers/dockerfile-bases.js';
import { matchBase, sameReference, startsWithBuilder } from '../../../../src/probes/image-layers/match-base.js';

describe('dockerfileBases', () => {
  it.each<[string, string, Parameters<typeof dockerfileBases>[1], ReturnType<typeof dockerfileBases>]>([
    ['one stage', 'FROM node:24', {}, { finalFrom: 'node:24', builderFroms: [] }],
    [
      'arguments with defaults',
      'ARG REGISTRY=docker.io/library\nARG NODE=24\nFROM ${REGISTRY}/node:$NODE AS build\nFROM $REGISTRY/node:${NODE}-slim',
      {},
      { finalFrom: 'docker.io/library/node:24-slim', builderFroms: ['docker.io/library/node:24'] },
    ],
    [
      'given arguments',
      'ARG NODE=24\nFROM node:${NODE}',
      { buildArguments: { NODE: '22' } },
      { finalFrom: 'node:22', builderFroms: [] },
    ],
    ['a default in place', 'ARG V\nFROM node:${V:-24}', {}, { finalFrom: 'node:24', builderFroms: [] }],
    ['an argument without value', 'ARG V\nFROM node:$V', {}, { builderFroms: [] }],
    [
      'stages on stages',
      'FROM node:24 AS base\nFROM base AS build\nFROM debian AS final\nFROM build',
      {},
      { finalFrom: 'node:24', builderFroms: ['debian'] },
    ],
    [
      'a target',
      'FROM node:24 AS build\nFROM debian',
      { target: 'build' },
      { finalFrom: 'node:24', builderFroms: ['debian'] },
    ],
    ['scratch', 'FROM golang:1.24 AS build\nFROM scratch', {}, { builderFroms: ['golang:1.24'] }],
    ['nothing', '', {}, { builderFroms: [] }],
  ])('reads %s', (_, text, options, bases) => {
    expect(dockerfileBases(text, options)).toEqual(bases);
  });
});

describe('isPublicImage', () => {
  it.each([
    'node:24',
    'debian:bookworm-slim',
    'docker.io/library/python:3.12',
    'mirror.corp:5000/hub/library/node:24',
    'gcr.io/distroless/nodejs22',
    'alpine@sha256:0',
  ])('knows %s', (reference) => expect(isPublicImage(reference)).toBe(true));
  it.each(['acme/node:24', 'todo:1.0.0', 'registry.corp/acme/python:3', 'nodejs-app:1', 'debian-mine:1'])(
    'does not take %s for one',
    (reference) => expect(isPublicImage(reference)).toBe(false),
  );
});

it.each([
  ['node:24', 'docker.io/library/node:24', true],
  ['node', 'node:latest', true],
  ['node:24', 'node:22', false],
  ['mirror:5000/node', 'mirror:5000/node:latest', true],
])('compares %s with %s', (a, b, same) => {
  expect(sameReference(a, b)).toBe(same);
});

const image = (reference: string, layers: string[], createdAt = '2026-01-01') => ({
  id: `id-${reference}`,
  references: [reference],
  layers,
  createdAt,
});
const debian = image('debian:bookworm-slim', ['d']);
const node = image('node:24', ['d', 'n']);
const target = image('todo:1.0.0', ['d', 'n', 'app'], '2026-02-01');

describe('matchBase', () => {
  it('takes the public image that shares most', () => {
    expect(matchBase(target, [debian, node, target], undefined)).toEqual({ reference: 'node:24', layers: 2 });
  });
  it('believes the Dockerfile first', () => {
    const own = image('acme/base:1', ['d', 'n']);
    expect(matchBase(target, [node, own], 'acme/base:1')).toEqual({ reference: 'acme/base:1', layers: 2 });
  });
  it('does not take a former build of the project for its base', () => {
    expect(
      matchBase(target, [image('todo:0.9.0', ['d', 'n', 'app']), image('todo-build:1', ['d', 'n'])], undefined),
    ).toBeUndefined();
  });
  it('takes an older image with the same layers', () => {
    expect(matchBase(image('x:1', ['d'], '2026-03-01'), [debian], undefined)).toEqual({
      reference: 'debian:bookworm-slim',
      layers: 1,
    });
    expect(matchBase(image('x:1', ['d'], '2025-01-01'), [debian], undefined)).toBeUndefined();
  });
});

describe('startsWithBuilder', () => {
  const golang = image('golang:1.24', ['d', 'g']);
  const bases = { finalFrom: 'node:24', builderFroms: ['golang:1.24'] };
  it.each([
    ['the layers of the builder', ['d', 'g', 'x'], [node, golang], bases, true],
    ['the layers of the final base', ['d', 'n', 'x'], [node, golang], bases, false],
    ['neither', ['q'], [node, golang], bases, false],
    ['a final base that is not here', ['d', 'g', 'x'], [golang], bases, false],
    [
      'a builder that the final base begins with',
      ['d', 'old', 'x'],
      [node, debian],
      { finalFrom: 'node:24', builderFroms: ['debian:bookworm-slim'] },
      false,
    ],
  ])('judges %s', (_, layers, locals, froms, expected) => {
    expect(startsWithBuilder(image('todo:1', layers), locals, froms)).toBe(expected);
  });
});

describe('baseLayers', () => {
  it.each([
    ['a public base', { matched: 'node:24', matchedLayers: 2 }, ['x', 'y', 'z'], { fromBase: 2, public: 2 }],
    ['a base of the company', { matched: 'acme/base:1', matchedLayers: 1 }, ['x'], { fromBase: 1, public: 0 }],
    [
      'an unknown base',
      { matchedLayers: 0 },
      ['/bin/sh -c #(nop) ADD file:abc in / ', 'COPY x'],
      { fromBase: 1, public: 0 },
    ],
    ['an imported base', { matchedLayers: 0 }, ['', 'COPY x'], { fromBase: 1, public: 0 }],
    ['scratch', { matchedLayers: 0 }, ['COPY server /server'], { fromBase: 0, public: 0 }],
    ['no layers', { matchedLayers: 0 }, [], { fromBase: 0, public: 0 }],
  ])('knows the layers of %s', (_, base, instructions, expected) => {
    expect(baseLayers({ builderFroms: [], startsWithBuilder: false, ...base }, instructions)).toEqual(expected);
  });
});
