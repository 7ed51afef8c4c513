import annotationsConsistent from '../../../../src/checks/tools/annotations-consistent.js';
import { httpSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const listing = (...tools: Parameters<typeof tool>[0][]) => ({
  mcpSessions: [httpSession({ tools: tools.map(tool) })],
});

testCheck(annotationsConsistent, {
  pass: [
    {
      name: 'hints that agree',
      facts: listing(
        { annotations: { readOnlyHint: true, openWorldHint: false, title: 'List tasks' } },
        { name: 'delete_task', annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true } },
      ),
    },
    {
      name: 'names that speak of what was deleted',
      facts: listing(
        { name: 'list_deleted_tasks', annotations: { readOnlyHint: true } },
        { name: 'removed_items', annotations: { readOnlyHint: true } },
        { name: 'dropdownOptions', annotations: { readOnlyHint: true } },
      ),
    },
    {
      name: 'annotations that the protocol does not know',
      facts: listing({ annotations: { audience: ['user'], 'x-cost': 1 } }),
    },
  ],
  fail: [
    {
      name: 'hints of another type',
      facts: listing({ annotations: { readOnlyHint: 'yes', destructiveHint: null, title: 5 } }),
      messages: [
        '"list_tasks" has readOnlyHint "yes" in its annotations, which is no boolean.',
        '"list_tasks" has destructiveHint null in its annotations, which is no boolean.',
        '"list_tasks" has title 5 in its annotations, which is no string.',
      ],
      severities: ['error', 'warning', 'error'],
    },
    {
      name: 'hints that contradict each other, or the name',
      facts: listing(
        { annotations: { readOnlyHint: true, destructiveHint: true } },
        { name: 'deleteTask', annotations: { readOnlyHint: true } },
        { name: 'purge', annotations: { readOnlyHint: true } },
      ),
      messages: [
        '"list_tasks" only reads by its readOnlyHint, and destroys by its destructiveHint.',
        '"deleteTask" only reads by its readOnlyHint, and destroys by its name.',
        '"purge" only reads by its readOnlyHint, and destroys by its name.',
      ],
      severities: ['warning', 'warning', 'warning'],
    },
    {
      name: 'a hint that is spelt in another way, and an empty title',
      facts: listing({ title: ' ', annotations: { readonlyHint: true, destructive: false } }),
      messages: [
        '"list_tasks" has "readonlyHint" in its annotations, which no client reads: readOnlyHint.',
        '"list_tasks" has "destructive" in its annotations, which no client reads: destructiveHint.',
        '"list_tasks" has an empty title, which clients show in place of its name.',
      ],
      severities: ['warning', 'warning', 'warning'],
    },
  ],
  notApplicable: [{ name: 'no annotations', facts: listing({}) }],
});
