import check from '../../../../src/checks/env/file-private.js';
import { environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mode = (text: string | undefined) => ({ environment: environmentFact({ mode: text }) });

testCheck(check, {
  pass: [
    { name: '600', facts: mode('600') },
    { name: '400', facts: mode('400') },
  ],
  fail: [
    { name: '644', facts: mode('644'), messages: ['.env has mode 644, so others can use it too.'] },
    { name: '640', facts: mode('640'), messages: ['.env has mode 640, so others can use it too.'] },
  ],
  notApplicable: [
    { name: 'Windows', facts: mode(undefined) },
    { name: 'no file', facts: { environment: environmentFact({ exists: false }) } },
  ],
});
