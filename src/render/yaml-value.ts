/** A value as YAML on one line: `{ tool: create_task, arguments: { title: Buy milk } }`. */
export function yamlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`;
  if (typeof value === 'string') return isPlain(value) ? value : JSON.stringify(value);
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, item]) => `${yamlValue(key)}: ${yamlValue(item)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  throw new TypeError(`A value of type ${typeof value} has no form in YAML.`);
}

// Narrower than YAML allows: everything else is quoted as JSON, which every YAML reader understands.
const PLAIN = /^[A-Za-z/][\w./-]*(?: [\w./-]+)*(?::[\w./-]+)*$/u;
const SIZE = /^\d+(?:[KMGT](?:i?B)?|[kms])$/u;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/iu;

const isPlain = (text: string) => SIZE.test(text) || (PLAIN.test(text) && !RESERVED.test(text));
