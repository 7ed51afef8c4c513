import { explainExit } from '../../model/explain-exit.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'lifecycle/unknown-mode-exits',
  title: 'Unknown mode ends with an error',
  why: 'A mistyped mode that starts something else shows as a client that waits for ever, or as a port that nobody meant to open.',
  remedy:
    'In the last branch of the entrypoint, say on stderr which mode is unknown and which there are, and end with code 1.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: ENTRYPOINT', url: 'https://docs.docker.com/reference/dockerfile/#entrypoint' },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['unknownMode'],
  run({ unknownMode: { mode, known, exited, answered, named, wroteStderr, command } }) {
    const modes = known.join(' and ');
    const finding = (message: string) => [
      { message, repro: `${command}; echo "exit code $?"`, ...(exited && { evidence: exited.lastLines.slice(-8) }) },
    ];
    if (answered) return finding(`Started with the mode "${mode}", it serves as if that was one; it has ${modes}.`);
    if (exited === undefined)
      return finding(`Started with the mode "${mode}", it neither serves nor ends; it has ${modes}.`);
    if (exited.exitCode === 0)
      return finding(`Started with the mode "${mode}", it ends with code 0, as if all was well.`);
    if (!wroteStderr) return finding(`${explainExit(exited)}. Nothing of it is on stderr.`);
    return named ? [] : finding(`${explainExit(exited)}. The message does not name the mode "${mode}".`);
  },
});
