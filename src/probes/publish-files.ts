import { join } from 'node:path';
import { DOCKER_METADATA_LABEL } from '../model/tool.js';
import { readDocument } from './admission/read-document.js';
import { defineProbe } from './define-probe.js';
import { readBounded } from './project-files/read-bounded.js';

const MAX_BYTES = 262_144;

export default defineProbe({
  fact: 'publishFiles',
  title: 'Read the files for publishing',
  timeoutMs: 10_000,
  async collect({ cwd, target }) {
    const label = target.imageConfig?.labels[DOCKER_METADATA_LABEL];
    const ofProject = target.kind === 'host' || target.settings.configured;
    const read = async (path: string, format: 'json' | 'yaml') => {
      const file = ofProject ? await readBounded(join(cwd, path), MAX_BYTES) : undefined;
      return file === undefined ? undefined : readDocument(path, file.text, format);
    };
    const [serverJson, glamaJson, smitheryYaml] = await Promise.all([
      read('server.json', 'json'),
      read('glama.json', 'json'),
      read('smithery.yaml', 'yaml'),
    ]);
    return {
      ofProject,
      ...(serverJson !== undefined && { serverJson }),
      ...(glamaJson !== undefined && { glamaJson }),
      ...(smitheryYaml !== undefined && { smitheryYaml }),
      ...(label !== undefined && { dockerMetadata: readDocument(DOCKER_METADATA_LABEL, label, 'yaml') }),
    };
  },
});
