import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateXML } from 'xmllint-wasm';

const SCHEMAS = new URL('../fixtures/schemas/', import.meta.url);

async function schema(url: URL): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(url, 'utf8')) as Record<string, unknown>;
}

/** The official schema is of draft 4: the keywords that it uses mean the same in draft 7, but for the name of the id. */
export async function sarifValidator(): Promise<ValidateFunction> {
  const { $schema: _draft, id: _id, ...rest } = await schema(new URL('sarif-2.1.0-rtm.5.json', SCHEMAS));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat('uri-reference', (text: string) => /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/u.test(text));
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u);
  return ajv.compile(rest);
}

/** The schema that we publish for `--json`. */
export async function reportValidator(): Promise<ValidateFunction> {
  return new Ajv2020({ strict: false, allErrors: true }).compile(
    await schema(new URL('../../schemas/report.schema.json', import.meta.url)),
  );
}

/** What is wrong with a JUnit report by the schema of Jenkins, the first sentence of each fault. */
export async function junitFaults(xml: string): Promise<string[]> {
  const xsd = await readFile(new URL('jenkins-junit.xsd', SCHEMAS), 'utf8');
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: xml }],
    schema: [{ fileName: 'jenkins-junit.xsd', contents: xsd }],
  });
  return errors.map(({ message }) => message);
}
