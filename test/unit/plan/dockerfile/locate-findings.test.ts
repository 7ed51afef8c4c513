import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/model/finding.js';
import { locateFindings } from '../../../../src/plan/dockerfile/locate-findings.js';
import { dockerfileFact } from '../../../support/file-facts.js';
import { result } from '../../../support/report.js';

const TEXT = 'FROM node:24\nRUN npm ci\nHEALTHCHECK CMD true\nUSER 0\nUSER root\nCMD ["node"]\n';
const layers = [
  { index: 0, sizeBytes: 1, files: 1, instruction: 'RUN /bin/sh -c apt-get update', fromBase: true },
  { index: 1, sizeBytes: 1, files: 1, instruction: 'RUN /bin/sh -c npm ci # buildkit', fromBase: false },
];

const madeBy = (id: string, finding: Partial<Finding> = {}, file = dockerfileFact(TEXT)) =>
  locateFindings([result({ id, outcome: 'fail', findings: [{ message: 'It is so.', ...finding }] })], {
    dockerfiles: [file],
    contents: { layers },
  })[0]?.findings[0]?.madeBy;

it.each<{ name: string; id: string; finding?: Partial<Finding>; line: number | undefined }>([
  { name: 'a layer', id: 'image/no-build-tools', finding: { location: { uri: 'todo:1', layer: 1 } }, line: 2 },
  {
    name: 'a layer of the base',
    id: 'image/no-secrets',
    finding: { location: { uri: 'todo:1', layer: 0 } },
    line: undefined,
  },
  { name: 'the user', id: 'image/non-root-user', finding: { location: { uri: 'todo:1' } }, line: 5 },
  { name: 'the health check', id: 'health/no-localhost', line: 3 },
  { name: 'how it ends', id: 'lifecycle/exits-on-stdin-eof', line: 6 },
  { name: 'a setting that is not there', id: 'image/oci-labels', line: 1 },
  { name: 'the size of all', id: 'image/size-within-budget', line: 1 },
  {
    name: 'a line of another file',
    id: 'image/no-secrets',
    finding: { location: { uri: '.env', line: 3 } },
    line: undefined,
  },
  { name: 'what the server answers', id: 'tools/described', line: undefined },
])('tells a finding about $name its line', ({ id, finding, line }) => {
  expect(madeBy(id, finding)).toEqual(line === undefined ? undefined : { uri: 'Dockerfile', line });
});

it('says nothing of the Dockerfile of another image', () => {
  expect(madeBy('image/non-root-user', {}, dockerfileFact(TEXT, { main: false }))).toBeUndefined();
});
