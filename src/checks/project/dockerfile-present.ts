import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'project/dockerfile-present',
  title: 'Project has a Dockerfile that can be read',
  why: 'Without one there is nothing to build the image from.',
  remedy: 'Render one with `mcp-dock init`, or name yours as `build.dockerfile` in mcp-dock.yaml.',
  severity: 'error',
  references: [{ title: 'Dockerfile reference', url: 'https://docs.docker.com/reference/dockerfile/' }],
  since: '0.1.0',
  needs: ['project'],
  run({ project: { config, dockerfile, composeFiles, otherDockerfiles = [], builtServices } }) {
    if (config === undefined && dockerfile === undefined && composeFiles.length === 0)
      return { notApplicable: 'There is no project here: no mcp-dock.yaml, no Dockerfile, no Compose file.' };
    if (dockerfile === undefined && otherDockerfiles.length > 0) return [];
    if (dockerfile === undefined && builtServices?.length === 0)
      return { notApplicable: 'The Compose file starts images that others build.' };
    if (dockerfile === undefined) return [{ message: 'The project has no Dockerfile.' }];
    if (dockerfile.problem === undefined) return [];
    return [
      {
        message: `The Dockerfile cannot be built: ${dockerfile.problem}`,
        location: { uri: dockerfile.path, ...(dockerfile.line !== undefined && { line: dockerfile.line }) },
      },
    ];
  },
});
