import { expect, it } from 'vitest';
import { faultOfName, nameFrom } from '../../../src/plan/project-name.js';

it.each(['todo', 'my-server-2', 'a', 'x'.repeat(50)])('accepts %s', (name) => {
  expect(faultOfName(name)).toBeUndefined();
});

it.each(['', 'Todo', '2do', '-todo', 'todo-', 'to--do', 'to_do', 'to do', '../todo', 'todo:1', 'x'.repeat(51), 'tödo'])(
  'refuses "%s"',
  (name) => {
    expect(faultOfName(name)).toMatch(/\.$/u);
  },
);

it.each([
  ['My Server', 'my-server'],
  ['Über_Tasks', 'uber-tasks'],
  ['2024-todo', 'todo'],
  ['--a--b--', 'a-b'],
  ['…', 'todo'],
  ['', 'todo'],
  ['123', 'todo'],
  [`${'a'.repeat(49)}-b`, 'a'.repeat(49)],
])('makes a name of the folder "%s"', (folder, name) => {
  expect(nameFrom(folder)).toBe(name);
});
