import { dirname, join } from 'node:path/posix';
import type { DeployFiles } from '../../model/facts/deploy.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { Cursor, found, shownKind } from './cursor.js';
import { taskFindings } from './ecs-task.js';

export default defineCheck({
  id: 'deploy/platform-files-valid',
  title: 'Files for hosting platforms are what those take',
  why: 'A platform reads its file after the push: a wrong word shows as a failed deployment, or as a setting that was never applied.',
  remedy: 'Correct the line by the reference of the platform.',
  severity: 'error',
  references: [
    { title: 'Railway: config as code', url: 'https://docs.railway.com/reference/config-as-code' },
    { title: 'Render: blueprints', url: 'https://render.com/docs/blueprint-spec' },
    { title: 'Fly.io: fly.toml', url: 'https://fly.io/docs/reference/configuration/' },
    {
      title: 'Amazon ECS: task definitions',
      url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
    },
  ],
  since: '0.1.0',
  needs: ['deployFiles', 'settings'],
  run({ deployFiles, settings }) {
    const { platforms, problems, secrets } = deployFiles;
    const broken = problems.filter(({ of }) => of === 'platform');
    if (platforms.length + broken.length === 0) return { notApplicable: 'There is no file for a hosting platform.' };
    const files = new Set(platforms.map(({ document }) => document.file));
    return [
      ...broken.map(({ file, line, message }) => ({ message, location: { uri: file, line } })),
      ...platforms.flatMap(({ platform, document }) => {
        const at = new Cursor(document);
        if (!at.isMap) return [found(at, 'The file holds no settings.')];
        const there = (path: string) => deployFiles.paths[join(dirname(document.file), path)] !== false;
        if (platform === 'railway') return railway(at, there);
        if (platform === 'render') return render(at, there);
        return platform === 'fly' ? fly(at, there, settings) : taskFindings(at);
      }),
      ...secrets.filter(({ file }) => files.has(file)).map(secretFinding),
    ];
  },
});

const secretFinding = ({ file, line, name, title, rule }: DeployFiles['secrets'][number]): Finding => ({
  message: `${name} holds ${title} (rule ${rule}).`,
  location: { uri: file, line },
  remedy: 'Take it out, change it where it counts, and set it with the secrets of the platform.',
});

const oneOf = (at: Cursor, name: string, words: readonly (string | boolean)[]): Finding[] =>
  !at.there || words.some((word) => word === at.value)
    ? []
    : [found(at, `${name} is ${shownKind(at.value)}; there are ${words.map(String).join(', ')}.`)];

const path = (at: Cursor, name: string): Finding[] =>
  !at.there || at.text?.startsWith('/') === true
    ? []
    : [found(at, `${name} is ${shownKind(at.value)}; a path that begins with "/" is wanted.`)];

const number = (at: Cursor, name: string): Finding[] =>
  !at.there || (typeof at.value === 'number' && at.value >= 0)
    ? []
    : [found(at, `${name} is ${shownKind(at.value)}, where a number is wanted.`)];

const dockerfile = (at: Cursor, name: string, there: (path: string) => boolean): Finding[] =>
  at.text === undefined || there(at.text) ? [] : [found(at, `${name} names ${at.text}, and there is no such file.`)];

function railway(at: Cursor, there: (path: string) => boolean): Finding[] {
  const [build, deploy] = [at.get('build'), at.get('deploy')];
  return [
    ...at.entries
      .filter(([key]) => !['$schema', 'build', 'deploy', 'environments'].includes(key))
      .map(([key, one]) => found(one, `"${key}" is no key of Railway.`)),
    ...oneOf(build.get('builder'), 'build.builder', ['NIXPACKS', 'RAILPACK', 'DOCKERFILE', 'HEROKU', 'PAKETO']),
    ...dockerfile(build.get('dockerfilePath'), 'build.dockerfilePath', there),
    ...path(deploy.get('healthcheckPath'), 'deploy.healthcheckPath'),
    ...number(deploy.get('healthcheckTimeout'), 'deploy.healthcheckTimeout'),
    ...number(deploy.get('numReplicas'), 'deploy.numReplicas'),
    ...number(deploy.get('restartPolicyMaxRetries'), 'deploy.restartPolicyMaxRetries'),
    ...oneOf(deploy.get('restartPolicyType'), 'deploy.restartPolicyType', ['ON_FAILURE', 'ALWAYS', 'NEVER']),
    ...(build.get('dockerfilePath').there && ['NIXPACKS', 'RAILPACK'].includes(build.get('builder').text ?? '')
      ? [
          found(build.get('builder'), `build.builder is ${build.get('builder').text}, so the Dockerfile is not used.`, {
            remedy: 'Write `"builder": "DOCKERFILE"`.',
          }),
        ]
      : []),
  ];
}

const TYPES = ['web', 'pserv', 'worker', 'cron', 'keyvalue', 'redis', 'static'];
const RUNTIMES = ['docker', 'image', 'node', 'python', 'elixir', 'go', 'ruby', 'rust', 'static'];

function render(at: Cursor, there: (path: string) => boolean): Finding[] {
  const services = [
    ...at.get('services').items,
    ...at
      .get('projects')
      .items.flatMap((project) => project.get('environments').items.flatMap((one) => one.get('services').items)),
  ];
  if (services.length === 0 && at.get('databases').items.length === 0) return [found(at, 'There are no services.')];
  return services.flatMap((service) => {
    const runtime = service.get('runtime').there ? service.get('runtime') : service.get('env');
    const type = service.get('type');
    const store = ['keyvalue', 'redis'].includes(type.text ?? '');
    return [
      ...(type.there ? oneOf(type, 'type', TYPES) : [found(service, 'A service has no type.')]),
      ...(service.get('name').text === undefined ? [found(service, 'A service has no name.')] : []),
      ...(runtime.there || store
        ? oneOf(runtime, 'runtime', RUNTIMES)
        : [found(service, 'A service has no runtime.', { remedy: 'Write `runtime: docker`.' })]),
      ...dockerfile(service.get('dockerfilePath'), 'dockerfilePath', there),
      ...path(service.get('healthCheckPath'), 'healthCheckPath'),
      ...(type.text === 'web' && runtime.text !== 'static' && !service.get('healthCheckPath').there
        ? [
            found(
              service,
              'A web service has no healthCheckPath: Render sends it requests as soon as a port is open.',
              { severity: 'warning', remedy: 'Write `healthCheckPath: /health`.' },
            ),
          ]
        : []),
      ...(runtime.text === 'docker'
        ? ['buildCommand', 'startCommand']
            .filter((key) => service.get(key).there)
            .map((key) =>
              found(service.get(key), `${key} has no effect with the runtime docker.`, {
                severity: 'warning',
                remedy:
                  key === 'startCommand' ? 'Write `dockerCommand`.' : 'Remove it: the Dockerfile says how it is built.',
              }),
            )
        : []),
      ...(runtime.text === 'image' && service.get('image', 'url').text === undefined
        ? [found(service, 'A service with the runtime image has no image.url.')]
        : []),
      ...service.get('envVars').items.flatMap(renderVariable),
    ];
  });
}

const SOURCES = ['value', 'generateValue', 'sync', 'fromDatabase', 'fromService', 'previewValue'];

function renderVariable(at: Cursor): Finding[] {
  if (at.get('fromGroup').there) return [];
  const key = at.get('key').text;
  if (key === undefined) return [found(at, 'A variable has no key.')];
  return SOURCES.some((one) => at.get(one).there)
    ? []
    : [
        found(at, `The variable ${key} has no value, and nothing that gives it one.`, {
          remedy: 'Write `value`, `generateValue: true` or `sync: false`.',
        }),
      ];
}

function fly(at: Cursor, there: (path: string) => boolean, { transports, transportsFrom }: Settings): Finding[] {
  const http = at.get('http_service');
  const services = at.get('services').items;
  const ports = [http, ...services].filter(({ isMap }) => isMap).map((one) => one.get('internal_port'));
  const port = transportsFrom === 'config' ? transports.http?.port : undefined;
  return [
    ...(at.get('app').there && at.get('app').text === undefined ? [found(at.get('app'), 'app is no text.')] : []),
    ...(ports.length === 0 && transports.http !== undefined
      ? [
          found(at, 'Nothing is served: there is neither http_service nor services.', {
            severity: 'warning',
            remedy: 'Write `[http_service]` with `internal_port`.',
          }),
        ]
      : []),
    ...ports.flatMap((one) => {
      if (typeof one.value !== 'number' || one.value < 1 || one.value > 65_535)
        return [found(one, `internal_port is ${shownKind(one.value)}, where a port is wanted.`)];
      return port === undefined || ports.some(({ value }) => value === port)
        ? []
        : [
            found(one, `internal_port is ${one.value}, and the server listens on ${port}.`, {
              measured: one.plain,
              limit: String(port),
            }),
          ];
    }),
    ...[http, ...services].flatMap((one) => [
      ...oneOf(one.get('auto_stop_machines'), 'auto_stop_machines', [true, false, 'off', 'stop', 'suspend']),
      ...number(one.get('min_machines_running'), 'min_machines_running'),
      ...one.get('checks').items.flatMap((check) => path(check.get('path'), 'path of a check')),
      ...one.get('http_checks').items.flatMap((check) => path(check.get('path'), 'path of a check')),
    ]),
    ...(http.isMap && http.get('force_https').value === false
      ? [
          found(http.get('force_https'), 'force_https is false: tokens go over the line in clear.', {
            severity: 'warning',
            remedy: 'Write `force_https = true`.',
          }),
        ]
      : []),
    ...dockerfile(at.get('build', 'dockerfile'), 'build.dockerfile', there),
  ];
}
