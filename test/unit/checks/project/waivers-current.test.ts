import waiversCurrent from '../../../../src/checks/project/waivers-current.js';
import type { Accepted, Waiver } from '../../../../src/model/facts/accepted.js';
import { testCheck } from '../../../support/test-check.js';

const waiver = (overrides: Partial<Waiver>): Waiver => ({
  id: 'image/oci-labels',
  reason: 'x',
  expires: '2027-01-01',
  source: { uri: 'mcp-dock.yaml', line: 4 },
  ...overrides,
});
const facts = (waivers: Waiver[], faults: Accepted['faults'] = []) => ({
  accepted: { readOn: '2026-11-21', waivers, faults },
});

testCheck(waiversCurrent, {
  pass: [
    { name: 'a waiver that is used', facts: facts([waiver({ state: 'used' })]) },
    { name: 'a waiver whose check was not run', facts: facts([waiver({ state: 'not-asked' })]) },
    { name: 'a waiver on its last day', facts: facts([waiver({ state: 'used', expires: '2026-11-21' })]) },
  ],
  fail: [
    {
      name: 'a waiver that nothing needs',
      facts: facts([waiver({ state: 'unused', owner: 'platform' })]),
      messages: ['Nothing needs the waiver of image/oci-labels (platform) any more.'],
      remedies: ['Remove the waiver.'],
    },
    {
      name: 'a waiver that has expired',
      facts: facts([waiver({ state: 'used', expires: '2026-11-20' })]),
      messages: ['The waiver of image/oci-labels expired on 2026-11-20, and what it covered counts again.'],
    },
    {
      name: 'an expired waiver whose check was not run',
      facts: facts([waiver({ state: 'not-asked', expires: '2026-11-20' })]),
      messages: ['The waiver of image/oci-labels expired on 2026-11-20.'],
    },
    {
      name: 'an expired waiver that nothing needs',
      facts: facts([waiver({ state: 'unused', expires: '2026-11-20' })]),
      messages: ['The waiver of image/oci-labels expired on 2026-11-20, and nothing needs it any more.'],
    },
    {
      name: 'a waiver of no check',
      facts: facts([waiver({ id: 'image/labels', state: 'no-such-check', near: ['image/oci-labels'] })]),
      messages: ['A waiver names "image/labels", and there is no such check. Closest: image/oci-labels.'],
    },
    {
      name: 'a comment that cannot be read',
      facts: facts([], [{ uri: 'Dockerfile', line: 3, message: 'The waiver of a/b has no reason.' }]),
      messages: ['The waiver of a/b has no reason.'],
    },
  ],
  notApplicable: [{ name: 'no waivers', facts: facts([]) }],
});
