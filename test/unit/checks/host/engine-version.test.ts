import check from '../../../../src/checks/host/engine-version.js';
import { engineFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const version = (text: string) => ({ engine: engineFact({ version: text }) });

testCheck(check, {
  pass: [
    { name: '20.10.0', facts: version('20.10.0') },
    { name: 'a distribution’s suffix', facts: version('20.10.24+dfsg1') },
    { name: '28.2.2', facts: version('28.2.2') },
    { name: 'a letter before it', facts: version('v29.0.0-rc.1') },
  ],
  fail: [
    { name: '19.03', facts: version('19.03.15'), messages: ['The engine is version 19.03.15, older than 20.10.'] },
    { name: '20.9', facts: version('20.9.1'), messages: ['The engine is version 20.9.1, older than 20.10.'] },
    { name: '1.13', facts: version('1.13.1'), messages: ['The engine is version 1.13.1, older than 20.10.'] },
  ],
  notApplicable: [
    { name: 'no engine', facts: { engine: engineFact({ reachable: false }) } },
    { name: 'Podman', facts: { engine: engineFact({ kind: 'podman', version: '4.3.1' }) } },
    { name: 'a build from source', facts: version('dev') },
  ],
});
