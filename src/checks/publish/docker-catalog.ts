import type { Finding } from '../../model/finding.js';
import { replayFindings, undescribed } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

/** `validate` takes no other name for a server, and the image is called after it. */
const NAME = /^[a-z0-9-]+$/u;
/** What its guide for contributors does not take. */
const COPYLEFT = /^(?:A?GPL)\b/iu;

export default defineCheck({
  id: 'publish/docker-catalog',
  title: 'Docker takes the server into its MCP catalogue',
  why: 'The checks of docker/mcp-registry build the Dockerfile, start the image with --init and --cap-drop ALL and made-up values, and take in what lists its tools within 60 s, with a description of every argument. Most refusals are for a server that wants configuration first.',
  remedy:
    'List the tools before any configuration is asked for, or put a `tools.json` beside the entry; describe each argument in its input schema; name the server in small letters, digits and hyphens.',
  severity: 'error',
  references: [
    {
      title: 'docker/mcp-registry: contributing',
      url: 'https://github.com/docker/mcp-registry/blob/main/CONTRIBUTING.md',
    },
    {
      title: 'docker/mcp-registry: how an image is started',
      url: 'https://github.com/docker/mcp-registry/blob/main/internal/mcp/client.go',
    },
    {
      title: 'docker/mcp-registry: what is validated',
      url: 'https://github.com/docker/mcp-registry/blob/main/cmd/validate/main.go',
    },
  ],
  asked: { flag: '--target', names: ['docker-catalog'] },
  since: '0.2.0',
  needs: ['dockerCatalog', 'imageConfig', 'settings'],
  run({ dockerCatalog, imageConfig: { reference, labels }, settings: { name, configured } }) {
    const license = labels['org.opencontainers.image.licenses'] ?? '';
    const silent = undescribed(dockerCatalog);
    const findings: Finding[] = [...replayFindings(dockerCatalog, { who: 'the Docker catalogue' })];
    if (silent.length > 0)
      findings.push({
        message: `${silent.length === 1 ? 'A tool has' : `${silent.length} tools have`} arguments without a description.`,
        evidence: silent.slice(0, 8),
        severity: 'warning',
        repro: dockerCatalog.command,
        remedy:
          'Give each property of the input schema a `description`: the catalogue copies it from there, and takes no tools.json without one.',
      });
    if (configured && !NAME.test(name))
      findings.push({
        message: `The project is called "${name}", and a server of the catalogue has small letters, digits and hyphens alone.`,
        location: { uri: 'mcp-dock.yaml' },
        remedy: 'Change `name` in mcp-dock.yaml, or give the entry of the catalogue a name of its own.',
        severity: 'warning',
      });
    if (COPYLEFT.test(license))
      findings.push({
        message: `The label org.opencontainers.image.licenses says ${license}, which the catalogue does not take.`,
        location: { uri: reference },
        repro: `docker image inspect --format '{{json .Config.Labels}}' ${reference}`,
        remedy: 'Publish it elsewhere, or under a licence that lets people consume it, as MIT and Apache-2.0 do.',
      });
    return findings;
  },
});
