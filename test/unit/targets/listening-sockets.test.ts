import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { listeningSockets, onlyLoopback, parseSockets } from '../../../src/targets/listening-sockets.js';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 1 1`;

describe('parseSockets', () => {
  it.each([
    ['00000000:0BB8', '0.0.0.0:3000'],
    ['0100007F:1F40', '127.0.0.1:8000'],
    ['00000000000000000000000000000000:0BB8', '[::]:3000'],
    ['00000000000000000000000001000000:0BB8', '[::1]:3000'],
    ['0000000000000000FFFF00000100007F:0BB8', '127.0.0.1:3000'],
    ['B80D0120000000000000000001000000:0050', '[2001:db8:0:0:0:0:0:1]:80'],
  ])('reads %s', (local, socket) => {
    expect(parseSockets([HEAD, row(local), ''].join('\n'))).toEqual([socket]);
  });

  it("leaves out connections and the engine's DNS server", () => {
    expect(parseSockets([HEAD, row('0100007F:1F40', '01'), row('0B00007F:8E1D')].join('\n'))).toEqual([]);
  });
});

describe('listeningSockets', () => {
  it('asks the next program when the image lacks one', async () => {
    const asked: string[] = [];
    const exec = async (_: string, [program = '']: readonly string[]) => {
      asked.push(program);
      if (program === 'cat') throw new McpDockError('ENGINE_REFUSED', { during: 'exec', reason: 'not found' });
      return { exitCode: 0, stdout: `${HEAD}\n${row('0100007F:0BB8')}\n`, stderr: '' };
    };
    expect(await listeningSockets({ exec }, 'c1')).toEqual(['127.0.0.1:3000']);
    expect(asked).toEqual(['cat', 'node']);
  });

  it('says that it cannot know', async () => {
    const exec = async () => ({ exitCode: 127, stdout: '', stderr: '' });
    expect(await listeningSockets({ exec }, 'c1')).toBeUndefined();
  });
});

it.each([
  { sockets: ['127.0.0.1:3000', '0.0.0.0:9090'], only: true },
  { sockets: ['127.0.0.1:3000', '[::]:3000'], only: false },
  { sockets: ['127.0.0.1:8000'], only: false },
  { sockets: [], only: false },
])('says $only of $sockets', ({ sockets, only }) => {
  expect(onlyLoopback(sockets, 3000)).toBe(only);
});
