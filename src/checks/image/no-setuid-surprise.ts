import { defineCheck } from '../define-check.js';
import { counted, enumerated, layerEvidence, listCommand, ofOwnLayers } from './layers.js';

/** Programs that Debian's and Alpine's own packages ship with the bit. */
const OF_THE_SYSTEM = new Set(
  'bbsuid chage chfn chsh crontab dotlockfile expiry gpasswd mount newgrp passwd su umount wall write write.ul'
    .split(' ')
    .map((name) => `/usr/bin/${name}`),
);
const ALSO_OF_THE_SYSTEM = new Set(['/usr/sbin/unix_chkpwd', '/usr/sbin/pam_extrausers_chkpwd']);

const ofTheSystem = (path: string): boolean => {
  const merged = path.replace(/^\/(s?bin)\//u, '/usr/$1/');
  return OF_THE_SYSTEM.has(merged) || ALSO_OF_THE_SYSTEM.has(merged);
};

export default defineCheck({
  id: 'image/no-setuid-surprise',
  title: 'No setuid or setgid programs beyond the system’s own',
  why: 'A setuid program runs as its owner whoever starts it: the shortest way from the server’s user to root.',
  remedy: 'Remove the program or its bit: `RUN chmod a-s <path>` in the step that brings it.',
  severity: 'warning',
  references: [
    {
      title: 'CIS Docker Benchmark 4.8',
      url: 'https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md#cis-di-0008',
    },
  ],
  aliases: ['CIS-DI-0008'],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { setuid, layers } }) {
    const own = ofOwnLayers(setuid, layers).filter(({ path }) => !ofTheSystem(path));
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        message: `The image holds ${counted(own.length, 'setuid or setgid program')} of its own: ${enumerated(own.map(({ path }) => path))}.`,
        location: { uri: reference, layer: first.layer },
        evidence: layerEvidence(own, layers),
        measured: String(own.length),
        repro: listCommand(reference, own),
      },
    ];
  },
});
