import { describe, expect, it } from 'vitest';
import { checklists } from '../../../../src/checks/checklists/index.js';
import { checks } from '../../../../src/checks/index.js';
import { checklistNameSchema } from '../../../../src/model/asked-for.js';

const known = new Set<string>(checks.map(({ id }) => id));

it('has a list under each name', () => {
  expect(Object.values(checklists).map(({ name }) => name)).toEqual(checklistNameSchema.options);
});

describe.each(Object.values(checklists))('$name', ({ name, lines }) => {
  it('has every line of its source once', () => {
    const counts = { security: 6, 'pre-production': 10, deployment: 18, success: 8, 'best-practices': 15 };
    expect(new Set(lines.map(({ row }) => row)).size).toBe(counts[name]);
    expect(lines).toHaveLength(counts[name]);
  });

  it.each(lines)('$row is decided by checks that there are, by a list, or by a person', (line) => {
    const { by = [], byList, manual } = line;
    expect(by.filter((id) => !known.has(id))).toEqual([]);
    expect(by.length > 0 || byList !== undefined || manual !== undefined).toBe(true);
  });

  it('waits for no check that is there', () => {
    expect(lines.flatMap(({ awaits = [] }) => awaits).filter((id) => known.has(id))).toEqual([]);
  });

  it('has a check of its own', () => {
    expect(known.has(`checklist/${name}`)).toBe(true);
  });
});
