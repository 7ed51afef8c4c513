import type { DeployFiles } from '../../src/model/facts/deploy.js';
import { emptyDeployFiles, namedPaths, readDeployFile } from '../../src/plan/deploy/read-deploy-file.js';

/** The fact of files for a deployment with those texts, by path; what is in `there` stands beside them. */
export function deploy(
  files: Readonly<Record<string, string>>,
  { there = [], ...overrides }: { there?: readonly string[] } & Partial<DeployFiles> = {},
): { deployFiles: DeployFiles } {
  const found = emptyDeployFiles();
  for (const [path, text] of Object.entries(files)) readDeployFile(found, path, text);
  const beside = new Set([...Object.keys(files), ...there]);
  return {
    deployFiles: {
      ...found,
      paths: Object.fromEntries(namedPaths(found).map((path) => [path, beside.has(path)])),
      ...overrides,
    },
  };
}
