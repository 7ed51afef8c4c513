import Handlebars from 'handlebars/dist/handlebars.js';
import type { RenderedFile, Template } from '../model/template.js';
import { blockYaml } from './block-yaml.js';
import { yamlValue } from './yaml-value.js';

type HelperOptions = Handlebars.HelperOptions;
type BlockHelper = (this: unknown, value: unknown, options: HelperOptions) => string;

const engine = Handlebars.create();
const { if: ifBlock, each: eachBlock } = engine.helpers as Readonly<Record<'if' | 'each', BlockHelper>>;
// Nothing but what is needed: the more a template can do, the less it reads like the file it makes.
for (const name of Object.keys(engine.helpers)) engine.unregisterHelper(name);

// Strict mode does not reach the arguments of helpers, so each of them looks for itself.
engine.registerHelper({
  json: (...given: unknown[]) => json(argument(given)),
  yaml: (...given: unknown[]) => yamlValue(argument(given)),
  block: (...given: unknown[]) => blockYaml(argument(given) as Parameters<typeof blockYaml>[0]),
  // Between double quotes a Dockerfile still replaces variables.
  quoted: (...given: unknown[]) => JSON.stringify(argument(given)).replaceAll('$', String.raw`\$`),
  if(this: unknown, ...given: [unknown, HelperOptions]) {
    return ifBlock.call(this, argument(given), given[1]);
  },
  each(this: unknown, ...given: [unknown, HelperOptions]) {
    return eachBlock.call(this, argument(given), given[1]);
  },
});

/** Fills a template. Throws when it asks for something that the data does not have. */
export function renderTemplate(template: Template, data: object): RenderedFile {
  const render = engine.compile(template.body, {
    strict: true,
    noEscape: true,
    knownHelpers: {
      json: true,
      yaml: true,
      block: true,
      quoted: true,
      unless: false,
      with: false,
      log: false,
      lookup: false,
    },
    knownHelpersOnly: true,
  });
  try {
    const content = render(data, { allowProtoPropertiesByDefault: false });
    return { path: template.output, content, ...(template.mode === undefined ? {} : { mode: template.mode }) };
  } catch (cause) {
    throw new Error(`Template ${template.id}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The one argument of a helper; behind it Handlebars passes its options. */
function argument(given: readonly unknown[]): unknown {
  if (given.length === 2 && given[0] !== undefined) return given[0];
  throw new Error('A helper was given a value that does not exist.');
}

/** A list as a Dockerfile is used to show it, `["node", "server.js"]`; an object on several lines. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  return JSON.stringify(value, undefined, 2);
}
