import type { ManifestDependency, ManifestFile } from '../../model/facts/files.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'deps/mcp-sdk-bounded',
  title: 'The MCP SDK has an upper bound',
  why: 'The SDKs change their interfaces between major versions; without a bound the next lock, or the next install, takes a version that the server was never written for.',
  remedy:
    'Ask for the major version that the server was tested with: `^1.32.0` in package.json, `>=1.20,<2` in pyproject.toml.',
  severity: 'warning',
  references: [
    {
      title: 'npm: versions of dependencies',
      url: 'https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies',
    },
    {
      title: 'Python: version specifiers',
      url: 'https://packaging.python.org/en/latest/specifications/version-specifiers/',
    },
  ],
  since: '0.1.0',
  needs: ['manifests'],
  run({ manifests }) {
    const found = manifests.flatMap(({ files }) =>
      files.flatMap((file) =>
        file.dependencies.filter((dependency) => isSdk(file, dependency)).map((dependency) => ({ file, dependency })),
      ),
    );
    if (found.length === 0)
      return { notApplicable: 'No manifest of the project names an SDK of the Model Context Protocol.' };
    return found
      .filter(({ file, dependency }) => !isBounded(file.language, dependency.requirement))
      .map(({ file, dependency: { name, requirement, line } }) => ({
        message: `${name} may be of any ${requirement === '' || /^(?:\*|latest|x)$/u.test(requirement) ? 'version' : `version that fits "${requirement}"`}, the next major one too.`,
        location: { uri: file.path, ...(line !== undefined && { line }) },
      }));
  },
});

const NODE =
  /^(?:@modelcontextprotocol\/(?:sdk|server|client|core|node|express|hono|fastify)|fastmcp|mcp-framework|xmcp|mcp-use)$/u;
const PYTHON = /^(?:mcp|fastmcp)$/u;

const isSdk = ({ language }: ManifestFile, { name, development }: ManifestDependency) =>
  !development && (language === 'node' ? NODE : PYTHON).test(name);

function isBounded(language: ManifestFile['language'], requirement: string): boolean {
  const text = requirement.trim();
  // A repository, a folder or an archive is one version, of which nobody can say which.
  if (/^@|^(?:git|https?|file|link|workspace|npm|github|catalog|portal)[+:]|^[\w-]+\/[\w.-]+$/u.test(text)) return true;
  if (language === 'node') return text.split('||').every((part) => isBoundedRange(part.trim()));
  return text
    .split('||')
    .every((part) =>
      /<|~=|===?|^\^|^~\d|^\d+(?:\.\d+)*(?:\.\*)?$/u.test(part.replaceAll('!=', '').replace(/==\s*\*/gu, '')),
    );
}

function isBoundedRange(range: string): boolean {
  if (range === '' || /^(?:\*|x|X|latest|next|beta|alpha|canary)$/u.test(range)) return false;
  return /<|^[\^~=v]?\s*\d|\s-\s/u.test(range) || /^[~^]/u.test(range);
}
