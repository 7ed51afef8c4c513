import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { Cursor, found } from './cursor.js';

export default defineCheck({
  id: 'deploy/swarm-valid',
  title: 'Stack files are what Docker Swarm takes',
  why: '`docker stack deploy` refuses some keys of Compose files and passes over others without effect: what a file says is then not what runs.',
  remedy:
    'Keep a stack file of its own, with `image` and `deploy` in place of `build`, `restart` and `container_name`.',
  severity: 'error',
  references: [
    { title: 'docker stack deploy', url: 'https://docs.docker.com/reference/cli/docker/stack/deploy/' },
    { title: 'Compose file version 3', url: 'https://docs.docker.com/reference/compose-file/legacy-versions/' },
  ],
  since: '0.1.0',
  needs: ['deployFiles'],
  run({ deployFiles: { stacks, problems } }) {
    const broken = problems.filter(({ of }) => of === 'stack');
    if (stacks.length + broken.length === 0) return { notApplicable: 'There is no stack file for Docker Swarm.' };
    return [
      ...broken.map(({ file, line, message }) => ({ message, location: { uri: file, line } })),
      ...stacks.flatMap((document) => stackFindings(new Cursor(document))),
    ];
  },
});

/** Keys that its schema does not have. */
const REFUSED = [
  'profiles',
  'extends',
  'develop',
  'include',
  'provider',
  'models',
  'volumes_from',
  'cpu_shares',
  'cpu_quota',
  'cpus',
  'cpuset',
  'mem_limit',
  'mem_reservation',
  'memswap_limit',
  'scale',
  'platform',
  'pull_policy',
  'runtime',
  'gpus',
];
/** Keys that it reads and that change nothing. */
const WITHOUT_EFFECT = [
  'build',
  'restart',
  'container_name',
  'links',
  'external_links',
  'network_mode',
  'privileged',
  'security_opt',
  'devices',
  'ipc',
  'pid',
  'shm_size',
  'userns_mode',
  'mac_address',
  'cgroup_parent',
  'domainname',
  'expose',
];

function stackFindings(stack: Cursor): Finding[] {
  const version = stack.get('version');
  const services = stack.get('services').entries;
  return [
    ...(version.there && !/^3(?:\.\d+)?$/u.test(version.plain)
      ? [found(version, `The version is ${version.plain}, and Swarm takes 3 only.`)]
      : []),
    ...(services.length === 0 ? [found(stack, 'There are no services.')] : []),
    ...services.flatMap(([name, service]) => serviceFindings(name, service, stack)),
    ...stack
      .get('networks')
      .entries.filter(
        ([, network]) =>
          ['bridge', 'host', 'macvlan'].includes(network.get('driver').text ?? '') && !network.get('external').there,
      )
      .map(([name, network]) =>
        found(
          network.get('driver'),
          `The network "${name}" has the driver ${network.get('driver').text}, which reaches one machine only.`,
          { remedy: 'Write `driver: overlay`.' },
        ),
      ),
  ];
}

function serviceFindings(name: string, service: Cursor, stack: Cursor): Finding[] {
  const who = `The service "${name}"`;
  const mild = { severity: 'warning' } as const;
  const needs = service.get('depends_on');
  return [
    ...(service.get('image').there
      ? []
      : [
          found(service, `${who} has no image, and Swarm builds none.`, {
            remedy: 'Build and push the image, and name it under `image`.',
          }),
        ]),
    ...REFUSED.filter((key) => service.get(key).there).map((key) =>
      found(service.get(key), `${who} has ${key}, which \`docker stack deploy\` refuses.`),
    ),
    ...WITHOUT_EFFECT.filter((key) => service.get(key).there).map((key) =>
      found(service.get(key), `${who} has ${key}, which has no effect in Swarm.`, {
        ...mild,
        ...(key === 'restart' && { remedy: 'Write `deploy: { restart_policy: { condition: any } }`.' }),
        ...(key === 'privileged' && { remedy: 'Remove it: Swarm starts no privileged containers.' }),
      }),
    ),
    ...(needs.isMap
      ? [
          found(needs, `${who} waits for conditions, and Swarm takes a list of names, without waiting.`, {
            remedy: 'Write a list, and let the service try again until the other one answers.',
          }),
        ]
      : []),
    ...service
      .get('env_file')
      .items.filter(({ isMap }) => isMap)
      .map((file) => found(file, `${who} has an env_file in the long form, and Swarm takes paths only.`)),
    ...service.get('ports').items.flatMap((port) => {
      const host =
        /^(?<host>127\.[\d.]+|\[::1\]|localhost):/u.exec(port.text ?? '')?.groups?.['host'] ?? port.get('host_ip').text;
      return host === undefined
        ? []
        : [
            found(port, `${who} publishes a port on ${host}, and Swarm publishes on every address of every node.`, {
              ...mild,
              remedy: 'Leave out the port, and let a proxy on the same network reach the service.',
            }),
          ];
    }),
    ...service.get('volumes').items.flatMap((volume) => {
      const source =
        volume.get('type').text === 'bind'
          ? volume.get('source').text
          : /^(?<source>\.{1,2}\/[^:]*|~[^:]*):/u.exec(volume.text ?? '')?.groups?.['source'];
      return source === undefined || source.startsWith('/')
        ? []
        : [
            found(volume, `${who} mounts ${source}, which has to be on every node.`, {
              ...mild,
              remedy: 'Use a volume, a config or a secret.',
            }),
          ];
    }),
    ...['secrets', 'configs'].flatMap((section) =>
      service.get(section).items.flatMap((one) => {
        const wanted = one.text ?? one.get('source').text ?? '';
        return stack.get(section, wanted).value !== undefined
          ? []
          : [found(one, `${who} uses "${wanted}", which is not declared under ${section}.`)];
      }),
    ),
  ];
}
