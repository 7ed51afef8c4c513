import numericUser from '../../../../src/checks/image/numeric-user.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(numericUser, {
  pass: [
    { name: 'a number', facts: { imageConfig: imageConfig({ user: '1000' }) } },
    { name: 'numbers of user and group', facts: { imageConfig: imageConfig({ user: '1000:1000' }) } },
  ],
  fail: [
    {
      name: 'a name',
      facts: { imageConfig: imageConfig({ user: 'node' }) },
      messages: ['The image config names the user "node", not a number.'],
    },
    {
      name: 'a name with the number of a group',
      facts: { imageConfig: imageConfig({ user: 'app:0' }) },
      messages: ['The image config names the user "app", not a number.'],
    },
  ],
  notApplicable: [
    { name: 'no user', facts: { imageConfig: imageConfig({ user: '' }) } },
    { name: 'root', facts: { imageConfig: imageConfig({ user: 'root' }) } },
  ],
});
