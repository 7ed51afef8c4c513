import type { ScenarioRun, ScenarioSpec } from './target.js';

interface FoundRunInput {
  readonly spec: ScenarioSpec;
  readonly url: URL;
  readonly command: string;
  readonly containerId?: string;
  readonly port?: number;
}

/** Something that was running before we came: it is asked, and otherwise left alone. */
export function foundRun({ spec, url, command, containerId, port }: FoundRunInput): ScenarioRun {
  return {
    spec,
    owned: false,
    url,
    command,
    ...(containerId === undefined ? {} : { containerId }),
    ...(port === undefined ? {} : { port }),
    // We do not watch what is not ours; whoever asks it will notice.
    exited: new Promise(() => undefined),
    hasExited: () => undefined,
    end: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
