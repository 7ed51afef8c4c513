import nonRootUser from '../../../../src/checks/image/non-root-user.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(nonRootUser, {
  pass: [
    { name: 'a named user', facts: { imageConfig: imageConfig({ user: 'app' }) } },
    { name: 'a numeric user and group', facts: { imageConfig: imageConfig({ user: '1000:1000' }) } },
  ],
  fail: [
    {
      name: 'no user at all',
      facts: { imageConfig: imageConfig({ user: '' }) },
      messages: ['The image config sets no user, so it runs as root.'],
    },
    {
      name: 'root with a group',
      facts: { imageConfig: imageConfig({ user: '0:1000' }) },
      messages: ['The image config sets user "0:1000".'],
    },
  ],
});
