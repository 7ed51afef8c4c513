import { exitDetails, explainExit } from '../../model/explain-exit.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'start/no-restarts',
  title: 'Container keeps running without restarts while it is asked',
  why: 'Every restart ends all sessions, and a server that dies while it is asked dies for its clients too.',
  remedy:
    'Find the cause in the last lines of `docker logs`, and catch errors of single requests where they arise. To look for longer than the other questions take, set `budgets.watch` in mcp-dock.yaml.',
  severity: 'error',
  references: [
    {
      title: 'Start containers automatically',
      url: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['containerState'],
  run({ containerState: { running, restartCount, exited, exitCode, oomKilled, command } }) {
    const shown = command === undefined ? {} : { repro: command };
    if (!running) {
      const why =
        exited !== undefined ? explainExit(exited) : `The container stopped with code ${exitCode ?? 'unknown'}`;
      const memory = exited === undefined && oomKilled ? ': it ran out of memory' : '';
      return [
        {
          message: `${why}${memory}, while it was being asked.`,
          ...(exited === undefined ? {} : exitDetails(exited)),
          ...shown,
        },
      ];
    }
    if (restartCount === 0) return [];
    return [
      {
        message: `The engine has restarted the container ${restartCount} ${restartCount === 1 ? 'time' : 'times'}.`,
        measured: String(restartCount),
        limit: '0',
        ...shown,
      },
    ];
  },
});
