import { describe, expect, it } from 'vitest';
import { flagFault, unknownCommand } from '../../../src/cli/flag-fault.js';

const HELP = '\nSee more help with --help';

describe('what is wrong with a flag', () => {
  it.each([
    ['Parsing --port \n\tExpected an integer but received: x', '--port: expected an integer, not "x".'],
    [
      'Parsing --port \n\tExpected an integer less than or equal to 65535 but received: 70000',
      '--port: expected an integer less than or equal to 65535, not "70000".',
    ],
    ['Parsing --header \n\tNo colon in it', '--header: no colon in it.'],
    ['Flag --port expects a value', '--port needs a value.'],
    ['Flag --fail-on expects one of these values: error, never', '--fail-on needs a value, one of error, never.'],
    ['Flag --port can only be specified once', '--port can be given only once.'],
    ['Expected --node=3 to be one of: 22, 24', '--node: "3" is none of 22, 24.'],
    [
      'The following error occurred:\n  All of the following must be provided when using --dry-run: --fix',
      '--dry-run needs --fix.',
    ],
    [
      'The following errors occurred:\n  --from-facts=x cannot also be provided when using --fix\n  --fix=true cannot also be provided when using --from-facts',
      '--fix and --from-facts exclude each other.',
    ],
    [
      'Missing 1 required arg:\ntool  Name of the tool.\nNote: --arg, --env allow multiple values. Because of this you need to provide all arguments before providing those flags.\nAlternatively, you can use "--" to signify the end of the flags and the beginning of arguments.',
      'TOOL is missing: name of the tool.',
    ],
    ['Nonexistent flag: --frob', 'There is no flag --frob.'],
    ['Nonexistent flags: --a, --b', 'There are no flags --a, --b.'],
    ['Unexpected argument: b', 'Too many arguments: b.'],
    ['Something else\nin two lines', 'Something else.\nin two lines.'],
  ])('%j is said as %j', (message, expected) => {
    expect(flagFault(message + HELP)).toBe(expected);
  });
});

it.each([
  ['command verfy not found', 'verfy'],
  ['command verfy:todo not found', 'verfy'],
  ['Command verfy not found.', 'verfy'],
  ['Nonexistent flag: --x', undefined],
])('%j names the command %j', (message, expected) => {
  expect(unknownCommand(message, ['tools call', 'verify'])).toBe(expected);
});
