import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/config-valid',
  title: 'mcp-dock.yaml is valid',
  why: 'A config that cannot be read stops `build` and `verify` before they begin.',
  remedy:
    'Mend the line; editors check the file where its first line names the schema, as in those that `init` writes.',
  severity: 'error',
  references: [
    { title: 'YAML language server', url: 'https://github.com/redhat-developer/yaml-language-server#readme' },
  ],
  since: '0.1.0',
  needs: ['project'],
  run({ project: { config } }) {
    if (config === undefined) return { notApplicable: 'There is no mcp-dock.yaml here.' };
    if (config.problem === undefined) return [];
    return [
      {
        message: config.problem,
        location: { uri: config.path, ...(config.line !== undefined && { line: config.line }) },
      },
    ];
  },
});
