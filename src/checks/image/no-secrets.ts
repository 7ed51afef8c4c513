import type { SecretFinding } from '../../model/facts/image.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { counted, enumerated, layerLine, listCommand } from './layers.js';

export default defineCheck({
  id: 'image/no-secrets',
  title: 'No secret is in the image',
  why: 'Everyone who can pull the image can read every layer, the config and the history, files deleted by a later step included.',
  remedy:
    'Revoke the secret. Give it to the build as `RUN --mount=type=secret` and to the container as an environment variable or a file at run time; list files such as .env in .dockerignore.',
  severity: 'error',
  references: [{ title: 'Docker: build secrets', url: 'https://docs.docker.com/build/building/secrets/' }],
  aliases: ['CIS-DI-0010', 'DS-0031', 'DL3064', 'SecretsUsedInArgOrEnv'],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { secrets, layers, truncated, unopened = [] } }) {
    const cut = truncated.find((what) => what === 'entries' || what === 'paths');
    if (secrets.length === 0 && cut !== undefined)
      return {
        unknown: `The layers hold more ${cut === 'paths' ? 'or longer paths' : 'entries'} than are read; what was read holds no secret.`,
      };
    return [...secrets.map(toFinding), ...unopenedFindings()];

    function unopenedFindings(): Finding[] {
      const [first] = unopened;
      if (first === undefined) return [];
      return [
        {
          message: `${counted(unopened.length, 'archive')} could not be searched to the end, being too large or too deep: ${enumerated(unopened)}.`,
          location: { uri: reference },
          severity: 'info',
          remedy: 'Unpack it and look through it, or keep it out of the image.',
          repro: listCommand(
            reference,
            unopened.map((path) => ({ path })),
          ),
        },
      ];
    }

    function toFinding(secret: SecretFinding): Finding {
      const layer = layers.find(({ index }) => index === secret.layer);
      const { elsewhere = [], copies = 0 } = secret;
      const more = copies > elsewhere.length ? ` and ${copies - elsewhere.length} more` : '';
      const evidence = [
        ...(layer === undefined ? [] : [layerLine(layer)]),
        ...(elsewhere.length === 0 ? [] : [`the same value: ${elsewhere.join(', ')}${more}`]),
      ];
      return {
        message: `${placeOf(secret)} ${secret.title} (rule ${secret.rule}, fingerprint ${secret.fingerprint}).`,
        location: { uri: reference, ...(secret.layer === undefined ? {} : { layer: secret.layer }) },
        ...(evidence.length === 0 ? {} : { evidence }),
        ...ofPackage(secret),
        repro: showCommand(reference, secret),
      };
    }
  },
});

/** A file that an installed package brought along; one in which people keep secrets may be somebody's all the same. */
const PACKAGE =
  /\/(?:site-packages|node_modules)\/((?:@[^/]+\/)?[^/]+)\/(?!(?:.*\/)?\.(?:env|npmrc|netrc|pypirc)[^/]*$)/u;

function ofPackage({ place, name }: SecretFinding): Pick<Finding, 'severity' | 'remedy'> {
  const found = place === 'file' ? [...name.matchAll(new RegExp(PACKAGE, 'gu'))].at(-1)?.[1] : undefined;
  return found === undefined
    ? {}
    : {
        severity: 'warning',
        remedy: `It came with the installed package ${found}. Of a public package it is nothing of yours; if the package is your own, revoke the secret and publish the package without it.`,
      };
}

function placeOf({ place, name, layer, deleted }: SecretFinding): string {
  switch (place) {
    case 'env':
      return `The environment variable ${name} of the image config holds`;
    case 'label':
      return `The label ${name} holds`;
    case 'history':
      return `The image history (${name}) holds`;
    default:
      return deleted === true
        ? `The file ${name}, deleted later but still in layer ${layer ?? 0}, holds`
        : `The file ${name} holds`;
  }
}

/** Shows where it is and not what it is, as far as one command can. */
function showCommand(reference: string, { place, name, deleted }: SecretFinding): string {
  if (place === 'env')
    return `docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' ${reference} | cut -d= -f1`;
  if (place === 'label') return `docker image inspect --format '{{json .Config.Labels}}' ${reference}`;
  if (place === 'history' || deleted === true) return `docker image history --no-trunc ${reference}`;
  // Of a file in an archive, the archive.
  return listCommand(reference, [{ path: name.replace(/!\/.*$/su, '') }]);
}
