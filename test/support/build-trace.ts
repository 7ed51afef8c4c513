import { writeBytes } from '../../src/adapters/dockerode-build/protobuf.js';

const text = (number: number, value: string) => writeBytes(number, Buffer.from(value));

function varint(number: number, value: number): Buffer {
  const bytes = [number * 8];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

const time = (number: number, seconds: number | undefined) =>
  seconds === undefined ? Buffer.alloc(0) : writeBytes(number, varint(1, seconds));

/** One vertex as BuildKit sends it; times are seconds. */
export const vertex = (of: {
  readonly id: string;
  readonly name: string;
  readonly cached?: boolean;
  readonly started?: number;
  readonly completed?: number;
  readonly error?: string;
}) =>
  writeBytes(
    1,
    Buffer.concat([
      text(1, of.id),
      text(3, of.name),
      ...(of.cached === true ? [varint(4, 1)] : []),
      time(5, of.started),
      time(6, of.completed),
      ...(of.error === undefined ? [] : [text(7, of.error)]),
    ]),
  );

export const progress = (id: string, name: string, current: number, total: number) =>
  writeBytes(2, Buffer.concat([text(1, name), text(2, id), varint(4, current), varint(5, total)]));

export const log = (id: string, bytes: string | Buffer, stream: 1 | 2 = 1) =>
  writeBytes(3, Buffer.concat([text(1, id), varint(3, stream), writeBytes(4, Buffer.from(bytes))]));

export const warning = (message: string, url: string) => writeBytes(4, Buffer.concat([text(3, message), text(5, url)]));

/** A line of the build's answer. */
export const traceLine = (...messages: readonly Buffer[]) =>
  `${JSON.stringify({ id: 'moby.buildkit.trace', aux: Buffer.concat(messages).toString('base64') })}\r\n`;
