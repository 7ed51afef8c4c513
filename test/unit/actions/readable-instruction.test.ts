import { expect, it } from 'vitest';
import { readableInstruction } from '../../../src/actions/readable-instruction.js';

it.each([
  ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
  ['RUN |2 A=1 B=two /bin/sh -c npm   run build # buildkit', 'RUN npm run build'],
  ['COPY . . # buildkit', 'COPY . .'],
  ['/bin/sh -c #(nop)  CMD ["node"]', 'CMD ["node"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|1 A=1 /bin/sh -c make', 'RUN make'],
  ['RUN |1 NOTE=two words /bin/sh -c make # buildkit', 'RUN make'],
  ['|1 A=b /bin/bash -o pipefail -c make', 'RUN /bin/bash -o pipefail -c make'],
  ['RUN |0 /bin/sh -c make', 'RUN make'],
  ['', 'base image'],
  ['RUN echo \u001b[2J', 'RUN echo \\u001b[2J'],
])('shows %j as %j', (instruction, expected) => {
  expect(readableInstruction(instruction)).toBe(expected);
});
