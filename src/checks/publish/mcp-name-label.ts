import { isObject } from '../../model/mcp-protocol.js';
import { SERVER_NAME, SERVER_NAME_LABEL } from '../../model/server-json.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/mcp-name-label',
  title: 'The image carries the name under which it is published',
  why: 'The MCP registry takes an image only from who could label it: it reads the label from the image config and compares it with `name` of server.json.',
  remedy: `Set \`LABEL ${SERVER_NAME_LABEL}="io.github.<user>/<server>"\` in the final stage, the same as \`name\` in server.json, and build again.`,
  severity: 'error',
  references: [{ title: 'MCP registry: package types', url: 'https://modelcontextprotocol.io/registry/package-types' }],
  asked: { flag: '--target', names: ['mcp-registry'] },
  since: '0.2.0',
  needs: ['imageConfig', 'publishFiles'],
  run({ imageConfig: { reference, labels }, publishFiles: { serverJson } }) {
    const found = labels[SERVER_NAME_LABEL];
    const document = serverJson?.document;
    const name = isObject(document) && typeof document['name'] === 'string' ? document['name'] : undefined;
    const place = {
      location: { uri: reference },
      repro: `docker image inspect --format '{{index .Config.Labels "${SERVER_NAME_LABEL}"}}' ${reference}`,
    };
    if (found === undefined)
      return [
        {
          message: `The image has no label ${SERVER_NAME_LABEL}${name === undefined ? '' : `; server.json is called "${name}"`}.`,
          ...place,
        },
      ];
    if (name !== undefined && found !== name)
      return [
        {
          message: `The label says "${found}", and server.json "${name}".`,
          measured: found,
          limit: name,
          ...place,
        },
      ];
    return SERVER_NAME.test(found) && found.length >= 3 && found.length <= 200
      ? []
      : [
          {
            message: `The label says "${found}", which is no namespace in reverse DNS form, one slash, and a name.`,
            ...place,
          },
        ];
  },
});
