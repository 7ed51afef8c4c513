/**
 * As much of the protobuf wire format as BuildKit's session and trace need: length-delimited fields and varints.
 * https://protobuf.dev/programming-guides/encoding/
 */
export interface Field {
  readonly number: number;
  /** Set for varints (wire type 0). Exact up to 2^53; sizes and seconds are far below. */
  readonly value?: number;
  /** Set for length-delimited fields (wire type 2): strings, bytes, messages. */
  readonly bytes?: Buffer;
}

/** Fields in wire order; fixed-width ones are skipped. Throws RangeError for a message that is cut. */
export function readFields(message: Buffer): Field[] {
  const fields: Field[] = [];
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message.readUInt8(offset);
      offset += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('A protobuf varint has more than ten bytes.');
  };
  while (offset < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) fields.push({ number, value: varint() });
    else if (wireType === 2) {
      const length = varint();
      if (offset + length > message.length) throw new RangeError('A protobuf field is longer than its message.');
      fields.push({ number, bytes: message.subarray(offset, offset + length) });
      offset += length;
    } else if (wireType === 1) offset += 8;
    else if (wireType === 5) offset += 4;
    else throw new RangeError(`Protobuf wire type ${wireType} is not used by BuildKit.`);
  }
  return fields;
}

/** One length-delimited field, as replies of the session need it. */
export function writeBytes(number: number, bytes: Buffer): Buffer {
  const head = [number * 8 + 2];
  let length = bytes.length;
  while (length >= 0x80) {
    head.push((length % 0x80) + 0x80);
    length = Math.floor(length / 0x80);
  }
  head.push(length);
  return Buffer.concat([Buffer.from(head), bytes]);
}

export const textOf = (fields: readonly Field[], number: number): string =>
  fields.findLast((field) => field.number === number)?.bytes?.toString('utf8') ?? '';

export const numberOf = (fields: readonly Field[], number: number): number =>
  fields.findLast((field) => field.number === number)?.value ?? 0;

/** google.protobuf.Timestamp in milliseconds since the epoch; undefined when the field is absent. */
export function timeOf(fields: readonly Field[], number: number): number | undefined {
  const bytes = fields.findLast((field) => field.number === number)?.bytes;
  if (bytes === undefined) return undefined;
  const timestamp = readFields(bytes);
  return numberOf(timestamp, 1) * 1000 + numberOf(timestamp, 2) / 1e6;
}
