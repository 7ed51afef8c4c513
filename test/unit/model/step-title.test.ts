import { expect, it } from 'vitest';
import { stepTitle } from '../../../src/model/step-title.js';

it.each([
  ['[2/2] COPY . .', '[2/2] COPY . .'],
  ['[2/2] RUN --mount=type=cache,target=/c npm ci', '[2/2] RUN npm ci'],
  [
    '[2/2] RUN --mount=type=secret,id=a     --mount=type=cache,target=/c     if a; then b; fi;     npm ci',
    '[2/2] RUN if a; then b; fi; npm ci',
  ],
  ['[2/2] RUN --network=none echo a', '[2/2] RUN --network=none echo a'],
])('shows %j as %j', (name, title) => {
  expect(stepTitle(name)).toBe(title);
});
