import { describe, expect, it } from 'vitest';
import { numberOf, readFields, textOf, timeOf, writeBytes } from '../../../../src/adapters/dockerode-build/protobuf.js';

describe('protobuf', () => {
  it('reads varints, strings and nested times, and skips fixed-width fields', () => {
    const message = Buffer.concat([
      Buffer.from([0x08, 0xac, 0x02]), // 1: 300
      Buffer.from([0x12, 0x03, 0x61, 0x62, 0x63]), // 2: "abc"
      Buffer.from([0x19, 1, 2, 3, 4, 5, 6, 7, 8]), // 3: fixed64
      Buffer.from([0x25, 1, 2, 3, 4]), // 4: fixed32
      Buffer.from([0x2a, 0x05, 0x08, 0x02, 0x10, 0xc0, 0x3d]), // 5: { seconds: 2, nanos: 7872 }
    ]);
    const fields = readFields(message);
    expect(numberOf(fields, 1)).toBe(300);
    expect(textOf(fields, 2)).toBe('abc');
    expect(timeOf(fields, 5)).toBeCloseTo(2000.007872, 6);
    expect(timeOf(fields, 9)).toBeUndefined();
    expect(fields.map(({ number }) => number)).toEqual([1, 2, 5]);
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 500_000])('writes %i bytes that it can read', (length) => {
    const bytes = Buffer.alloc(length, 7);
    expect(readFields(writeBytes(1, bytes))[0]?.bytes).toEqual(bytes);
  });

  it.each([
    ['a field longer than the message', [0x0a, 0x05, 0x61]],
    ['a varint that never ends', Array.from({ length: 12 }, () => 0xff)],
    ['a cut varint', [0x08, 0x80]],
    ['a wire type that nobody uses', [0x0b]],
  ])('throws for %s', (_, bytes) => {
    expect(() => readFields(Buffer.from(bytes))).toThrow(RangeError);
  });
});
