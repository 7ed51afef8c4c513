import { expect, it } from 'vitest';
import { portHolder } from '../../../../src/probes/doctor/port-holder.js';
import { fakeProcesses } from '../../../support/probe-context.js';

const NETSTAT = [
  '',
  'Aktive Verbindungen',
  '',
  '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
  '  TCP    0.0.0.0:13000          0.0.0.0:0              ABHÖREN          11',
  '  TCP    127.0.0.1:3000         127.0.0.1:50123        HERGESTELLT      12',
  '  TCP    [::]:3000              [::]:0                 ABHÖREN          4711',
  '  UDP    0.0.0.0:3000           *:*                                     13',
].join('\r\n');
const windows = (port: number, programs: Parameters<typeof fakeProcesses>[0]) =>
  portHolder(port, fakeProcesses(programs), new AbortController().signal, 'win32');

it.each([
  ['a program', { stdout: '"node.exe","4711","Console","1","52.000 K"\r\n' }, 'process 4711 (node.exe)'],
  ['one that this user may not see', { stdout: 'INFO: No tasks are running.\r\n' }, 'process 4711'],
  ['a name that would move the cursor', { stdout: '"\u001b[2Jx.exe","4711"\r\n' }, 'process 4711 (\\u001b[2Jx.exe)'],
])('names %s on Windows in any language', async (_, tasklist, expected) => {
  const programs = { 'netstat -ano': { stdout: NETSTAT }, 'tasklist /FI PID eq 4711 /FO CSV /NH': tasklist };
  expect(await windows(3000, programs)).toBe(expected);
});

it('knows nobody where nobody listens, or netstat is not there', async () => {
  expect(await windows(3001, { 'netstat -ano': { stdout: NETSTAT } })).toBeUndefined();
  expect(await windows(3000, {})).toBeUndefined();
});

it('reads lsof on macOS', async () => {
  const processes = fakeProcesses({ 'lsof -nP -iTCP:3000 -sTCP:LISTEN -Fpc': { stdout: 'p77\ncnode\nf20\n' } });
  expect(await portHolder(3000, processes, new AbortController().signal, 'darwin')).toBe('process 77 (node)');
});
