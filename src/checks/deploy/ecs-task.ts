import type { Finding } from '../../model/finding.js';
import { found, shownKind, type Cursor } from './cursor.js';

/** Memory in MiB that goes with so many units of a processor on Fargate: from, to, and in which steps. */
const FARGATE: Readonly<Record<string, readonly [number, number, number]>> = {
  '256': [512, 2048, 512],
  '512': [1024, 4096, 1024],
  '1024': [2048, 8192, 1024],
  '2048': [4096, 16_384, 1024],
  '4096': [8192, 30_720, 1024],
  '8192': [16_384, 61_440, 4096],
  '16384': [32_768, 122_880, 8192],
};

/** What of a task definition Amazon ECS refuses, or what a server lacks in it. */
export function taskFindings(task: Cursor): Finding[] {
  const containers = task.get('containerDefinitions').items;
  const fargate = task.get('requiresCompatibilities').items.some(({ text }) => text === 'FARGATE');
  return [
    ...(/^[\w-]{1,255}$/u.test(task.get('family').text ?? '')
      ? []
      : [
          found(
            task.get('family'),
            `family is ${shownKind(task.get('family').value)}; letters, digits, "-" and "_" are wanted.`,
          ),
        ]),
    ...(containers.length === 0 ? [found(task.get('containerDefinitions'), 'There are no containers.')] : []),
    ...(fargate ? onFargate(task) : []),
    ...roles(task, containers, fargate),
    ...containers.flatMap((container) => containerFindings(container, task)),
    ...(containers.length > 0 && containers.every((container) => container.get('essential').value === false)
      ? [found(task.get('containerDefinitions'), 'No container is essential; one has to be.')]
      : []),
  ];
}

function onFargate(task: Cursor): Finding[] {
  const [cpu, memory, mode] = [task.get('cpu'), task.get('memory'), task.get('networkMode')];
  const findings: Finding[] = [];
  if (mode.text !== 'awsvpc')
    findings.push(found(mode, `networkMode is ${shownKind(mode.value)}, and Fargate wants awsvpc.`));
  const units = vcpuUnits(cpu.value);
  const mebibytes = memoryMiB(memory.value);
  const range = Object.hasOwn(FARGATE, units) ? FARGATE[units] : undefined;
  if (range === undefined)
    return [...findings, found(cpu, `cpu is ${shownKind(cpu.value)}; Fargate has ${Object.keys(FARGATE).join(', ')}.`)];
  const [from, to, step] = range;
  if (mebibytes < from || mebibytes > to || (mebibytes % step !== 0 && mebibytes !== from))
    findings.push(
      found(
        memory,
        `memory is ${shownKind(memory.value)}; with cpu ${units} Fargate takes ${from} to ${to} MiB in steps of ${step}.`,
      ),
    );
  return findings;
}

function vcpuUnits(value: unknown): string {
  const match = /^([\d.]+)\s*vcpu$/iu.exec(String(value));
  return match === null ? String(value) : String(Number(match[1]) * 1024);
}

function memoryMiB(value: unknown): number {
  const match = /^([\d.]+)\s*gb$/iu.exec(String(value));
  return match === null ? Number(value) : Number(match[1]) * 1024;
}

function roles(task: Cursor, containers: readonly Cursor[], fargate: boolean): Finding[] {
  const secret = containers.some((container) => container.get('secrets').items.length > 0);
  const logs = containers.some((container) => container.get('logConfiguration', 'logDriver').text === 'awslogs');
  const ecr = containers.some((container) => /\.dkr\.ecr\./u.test(container.get('image').text ?? ''));
  const why = secret ? 'secrets' : fargate && logs ? 'logs' : fargate && ecr ? 'an image of ECR' : undefined;
  return why === undefined || task.get('executionRoleArn').there
    ? []
    : [
        found(task, `There is no executionRoleArn, and ECS needs one for ${why}.`, {
          remedy: 'Name a role with AmazonECSTaskExecutionRolePolicy.',
        }),
      ];
}

function containerFindings(container: Cursor, task: Cursor): Finding[] {
  const name = container.get('name').text;
  const image = container.get('image').text;
  const who = `The container "${name ?? ''}"`;
  const mild = { severity: 'warning' } as const;
  return [
    ...(name === undefined ? [found(container, 'A container has no name.')] : []),
    ...(image === undefined
      ? [found(container, `${who} has no image.`)]
      : !image.includes('@') && !/:(?!latest$)[^/:]+$/u.test(image) && !/[<$]/u.test(image)
        ? [
            found(container.get('image'), `${who} runs ${image}: which version that is, the day decides.`, {
              ...mild,
              remedy: 'Name a version, or a digest.',
            }),
          ]
        : []),
    ...(container.get('memory').there || container.get('memoryReservation').there || task.get('memory').there
      ? []
      : [found(container, `${who} has neither memory nor memoryReservation.`)]),
    ...container.get('portMappings').items.flatMap((mapping) => {
      const port = mapping.get('containerPort');
      const host = mapping.get('hostPort');
      if (typeof port.value !== 'number' || port.value < 1 || port.value > 65_535)
        return [found(port, `${who}: containerPort is ${shownKind(port.value)}, where a port is wanted.`)];
      return task.get('networkMode').text === 'awsvpc' && host.there && host.value !== port.value
        ? [found(host, `${who}: with awsvpc hostPort is the containerPort, ${port.value}, and not ${host.plain}.`)]
        : [];
    }),
    ...container.get('environment').items.flatMap((entry) => {
      const value = entry.get('value');
      return entry.get('name').text !== undefined && value.text !== undefined
        ? []
        : [
            found(
              value,
              `${who}: the variable ${entry.get('name').text ?? ''} is ${shownKind(value.value)}, where text is wanted.`,
            ),
          ];
    }),
    ...container
      .get('secrets')
      .items.filter((entry) => entry.get('valueFrom').text === undefined)
      .map((entry) => found(entry, `${who}: the secret ${entry.get('name').text ?? ''} has no valueFrom.`)),
    ...health(container, who),
    ...logs(container, who),
  ];
}

function health(container: Cursor, who: string): Finding[] {
  const command = container.get('healthCheck', 'command');
  if (!container.get('healthCheck').there)
    return container.get('portMappings').items.length === 0
      ? []
      : [
          found(container, `${who} has no healthCheck: ECS does not look at that of the image.`, {
            severity: 'warning',
          }),
        ];
  return ['CMD', 'CMD-SHELL'].includes(command.get(0).text ?? '')
    ? []
    : [found(command, `${who}: the command of healthCheck begins with CMD or CMD-SHELL.`)];
}

function logs(container: Cursor, who: string): Finding[] {
  const configuration = container.get('logConfiguration');
  if (!configuration.there)
    return [
      found(container, `${who} has no logConfiguration: nothing that it writes is kept.`, { severity: 'warning' }),
    ];
  if (configuration.get('logDriver').text !== 'awslogs') return [];
  const missing = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'].filter(
    (key) => !configuration.get('options', key).there,
  );
  return missing.length === 0 ? [] : [found(configuration, `${who}: awslogs has no ${missing.join(', ')}.`)];
}
