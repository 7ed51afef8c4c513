import { expect, it } from 'vitest';
import { requireSoundSchemas } from '../../../src/actions/require-sound-schemas.js';
import { parseConfig } from '../../../src/config/load-config.js';

const config = (expectation: string) =>
  parseConfig(`name: x\nexpect:\n  calls:\n    - tool: plan\n      expect: ${expectation}\n`, '/p/mcp-dock.yaml', '/p');

it.each([
  [
    '{ schema: { type: strng } }',
    '/p/mcp-dock.yaml:5: expect.calls.0.expect.schema is invalid at /type must be equal to one of the allowed values',
  ],
  [
    '[{ contains: a }, { schema: { $ref: "#/$defs/none" } }]',
    '/p/mcp-dock.yaml:5: expect.calls.0.expect.1.schema refers to #/$defs/none, which is not in the schema',
  ],
])('refuses a call that expects %s', async (expectation, message) => {
  await expect(requireSoundSchemas(config(expectation))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(message) as string,
  });
});

it.each(['{}', '{ schema: { type: string } }', '{ contains: a }'])('takes %s', async (expectation) => {
  await expect(requireSoundSchemas(config(expectation))).resolves.toBeUndefined();
});

it('asks nothing of a target without a project', async () => {
  await expect(requireSoundSchemas(undefined)).resolves.toBeUndefined();
});
