import noSecrets from '../../../../src/checks/image/no-secrets.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const secret = { rule: 'github-token', title: 'a GitHub token', fingerprint: '1a2b3c4d' } as const;
const facts = (secrets: NonNullable<Parameters<typeof imageContents>[0]>['secrets']) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, ...(secrets === undefined ? {} : { secrets }) }),
});

testCheck(noSecrets, {
  pass: [
    { name: 'an image without any', facts: facts([]) },
    {
      name: 'a list of something else that was cut',
      facts: { ...facts([]), imageContents: imageContents({ truncated: ['setuid'] }) },
    },
  ],
  unknown: [
    {
      name: 'layers that were not read to the end',
      facts: { ...facts([]), imageContents: imageContents({ truncated: ['entries'] }) },
      reason: 'The layers hold more entries than are read; what was read holds no secret.',
    },
  ],
  fail: [
    {
      name: 'one of each place',
      facts: facts([
        { ...secret, place: 'env', name: 'GITHUB_TOKEN' },
        { ...secret, place: 'label', name: 'note' },
        { ...secret, place: 'history', name: 'step 4', layer: 1 },
        { ...secret, place: 'file', name: '/app/.env', layer: 1 },
        { ...secret, place: 'file', name: '/root/.npmrc', layer: 1, deleted: true },
      ]),
      messages: [
        'The environment variable GITHUB_TOKEN of the image config holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
        'The label note holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
        'The image history (step 4) holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
        'The file /app/.env holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
        'The file /root/.npmrc, deleted later but still in layer 1, holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
      ],
    },
    {
      name: 'a value that lies in several files',
      facts: facts([
        { ...secret, place: 'file', name: '/app/a.zip!/.env', elsewhere: ['/b', '/c'], copies: 7, layer: 1 },
      ]),
      messages: ['The file /app/a.zip!/.env holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).'],
    },
    {
      name: 'an archive that was not searched to its end',
      facts: { ...facts([]), imageContents: imageContents({ unopened: ['/app/data.zip'] }) },
      messages: ['1 archive could not be searched to the end, being too large or too deep: /app/data.zip.'],
      severities: ['info'],
    },
    {
      name: 'what installed packages bring along, in milder words than a file of secrets',
      facts: facts([
        { ...secret, place: 'file', name: '/app/.venv/lib/python3.13/site-packages/speech/google.py' },
        { ...secret, place: 'file', name: '/app/node_modules/@acme/client/.env' },
      ]),
      messages: [
        'The file /app/.venv/lib/python3.13/site-packages/speech/google.py holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
        'The file /app/node_modules/@acme/client/.env holds a GitHub token (rule github-token, fingerprint 1a2b3c4d).',
      ],
      severities: ['warning', 'error'],
      remedies: [
        'It came with the installed package speech. Of a public package it is nothing of yours; if the package is your own, revoke the secret and publish the package without it.',
        undefined,
      ],
    },
  ],
});
