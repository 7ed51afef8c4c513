import described from '../../../../src/checks/tools/described.js';
import { httpSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const describedAs = (description: string | undefined) => ({
  mcpSessions: [httpSession({ tools: [tool({ description })] }), stdioSession({ tools: [tool({ description })] })],
});

testCheck(described, {
  pass: [{ name: 'a description', facts: describedAs('Lists all tasks.') }],
  fail: [
    { name: 'none', facts: describedAs(undefined), messages: ['Tool "list_tasks" has no description.'] },
    { name: 'blanks', facts: describedAs('  \n'), messages: ['Tool "list_tasks" has no description.'] },
    {
      name: 'only the name',
      facts: describedAs('list_tasks'),
      messages: ['The description of "list_tasks" is only its name.'],
    },
  ],
  notApplicable: [{ name: 'no tools', facts: { mcpSessions: [httpSession({ tools: [] })] } }],
});
