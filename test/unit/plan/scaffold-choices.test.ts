import { expect, it } from 'vitest';
import {
  DEFAULT_BASE_REGISTRY,
  faultOf,
  serverNameFor,
  type ScaffoldChoices,
} from '../../../src/plan/scaffold-choices.js';

it.each<[keyof ScaffoldChoices, string]>([
  ['name', 'todo'],
  ['port', '1024'],
  ['port', '65535'],
  ['runtime', 'node'],
  ['runtime', 'python-uv'],
  ['runtimeVersion', '22'],
  ['baseRegistry', DEFAULT_BASE_REGISTRY],
  ['baseRegistry', 'localhost:5000/mirror'],
  ['baseRegistry', 'registry.example.com:443/team_a/docker-hub'],
  ['baseRegistry', 'mirror.example.com'],
  ['serverName', serverNameFor('todo')],
  ['serverName', 'com.Example-1/my_server.v2'],
])('accepts %s %s', (choice, value) => {
  expect(faultOf[choice](value)).toBeUndefined();
});

it.each<[keyof ScaffoldChoices, string]>([
  ['name', 'To Do'],
  ['port', '0'],
  ['port', '80'],
  ['port', '65536'],
  ['port', '3000 '],
  ['port', '3e3'],
  ['port', ''],
  ['runtime', 'deno'],
  ['runtime', 'toString'],
  ['runtimeVersion', '18'],
  ['baseRegistry', 'https://mirror.example.com'],
  ['baseRegistry', 'mirror.example.com/'],
  ['baseRegistry', 'mirror example'],
  ['baseRegistry', 'x\nRUN evil'],
  ['baseRegistry', ''],
  ['serverName', 'todo'],
  ['serverName', 'example/todo'],
  ['serverName', 'io.github.you/'],
  ['serverName', 'io.github.you/to do'],
  ['serverName', 'io.github.you/todo"'],
])('refuses %s "%s" and says why', (choice, value) => {
  expect(faultOf[choice](value)).toMatch(/\.$|todo$/u);
});

it('knows the versions of each runtime', () => {
  expect(faultOf.runtimeVersion('3.13', 'python-uv')).toBeUndefined();
  expect(faultOf.runtimeVersion('24', 'python-uv')).toBe('known are: 3.12, 3.13, 3.14.');
});
