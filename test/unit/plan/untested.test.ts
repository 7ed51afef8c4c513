import { expect, it } from 'vitest';
import { untestedIn } from '../../../src/plan/untested.js';

it.each([
  { runtime: 'node', runtimeVersion: '24', base: 'slim', untested: [] },
  { runtime: 'node', runtimeVersion: '24', base: 'alpine', untested: ['the base image alpine'] },
  { runtime: 'python-uv', runtimeVersion: '3.13', base: 'slim', untested: [] },
  { runtime: 'python-pip', runtimeVersion: '3.12', base: 'slim', untested: ['Python 3.12'] },
] as const)('of $runtime $runtimeVersion on $base nothing runs $untested', ({ untested, ...choices }) => {
  expect(untestedIn(choices)).toEqual(untested);
});
