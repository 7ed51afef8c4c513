import { describe, expect, it } from 'vitest';
import { ClassicSteps } from '../../../../src/adapters/dockerode-build/classic-steps.js';
import type { BuildEvent } from '../../../../src/model/build-event.js';

function read(text: string, error?: string): string[] {
  const found: string[] = [];
  const steps = new ClassicSteps((event: BuildEvent) => {
    if (event.kind === 'log') found.push(`log ${event.line}`);
    else if (event.kind === 'warning') found.push(`warning ${event.message}`);
    else if ('step' in event)
      found.push(`${event.kind} ${event.step.name}${event.step.cached ? ' cached' : ''}${event.step.error ?? ''}`);
  });
  for (const piece of text.match(/[\s\S]{1,7}/gu) ?? []) steps.read(piece);
  steps.end(error);
  return found;
}

describe('the text of a builder without BuildKit', () => {
  it.each([
    {
      name: 'the classic builder',
      text: 'Step 1/3 : FROM debian\n ---> 0123456789ab\nStep 2/3 : RUN echo a\n ---> Using cache\n ---> 0123\nStep 3/3 : RUN echo b\n ---> Running in 01\nb\nRemoving intermediate container 01\n ---> 02\n[Warning] One or more build-args [X] were not consumed\nSuccessfully built 02\n',
      expected: [
        'step-started [1/3] FROM debian',
        'step-finished [1/3] FROM debian',
        'step-started [2/3] RUN echo a',
        'step-finished [2/3] RUN echo a cached',
        'step-started [3/3] RUN echo b',
        'log b',
        'warning One or more build-args [X] were not consumed',
        'step-finished [3/3] RUN echo b',
      ],
    },
    {
      name: 'Podman',
      text: '[1/2] STEP 1/2: FROM debian AS a\n[1/2] STEP 2/2: RUN echo a\na\n--> 01\n[2/2] STEP 1/1: FROM debian\nCOMMIT x\n',
      expected: [
        'step-started [stage 1 1/2] FROM debian AS a',
        'step-finished [stage 1 1/2] FROM debian AS a',
        'step-started [stage 1 2/2] RUN echo a',
        'log a',
        'step-finished [stage 1 2/2] RUN echo a',
        'step-started [stage 2 1/1] FROM debian',
        'step-finished [stage 2 1/1] FROM debian',
      ],
    },
  ])('gives the steps of $name', ({ text, expected }) => {
    expect(read(text)).toEqual(expected);
  });

  it('ends the last step with the error', () => {
    expect(read('Step 1/1 : RUN false\n', ' broke')).toEqual([
      'step-started [1/1] RUN false',
      'step-finished [1/1] RUN false broke',
    ]);
  });
});
