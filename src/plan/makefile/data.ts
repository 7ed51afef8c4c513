import { needsVariable, type MakeGroup, type MakeProject } from './make-target.js';

const stores = (project: MakeProject) => project.stores;
const FILE = needsVariable('FILE', 'FILE=backups/NAME.tar.gz; make backups lists them');
const FORCED = '$(if $(filter 1,$(FORCE)),--force )';

export const data: MakeGroup = {
  title: 'Data',
  targets: [
    {
      name: 'backup',
      help: 'Save the data to backups/',
      recipe: () => ['sh scripts/backup.sh'],
      when: stores,
    },
    {
      name: 'backup-env',
      help: 'Like backup, with .env and secrets/; keep that archive secret',
      recipe: () => ['sh scripts/backup.sh --include-env'],
      when: stores,
    },
    {
      name: 'backups',
      help: 'Archives that are there, the newest first',
      recipe: () => [`@ls -lt backups/*.tar.gz 2>/dev/null || echo 'There is no backup yet; make backup makes one.'`],
      when: stores,
    },
    {
      name: 'backup-check',
      help: 'Check an archive without restoring it; give FILE=…',
      recipe: () => [FILE, 'sh scripts/restore.sh --check "$$FILE"'],
      when: stores,
    },
    {
      name: 'restore',
      help: 'Bring an archive back; give FILE=…, and FORCE=1 to replace data that is there',
      recipe: () => [FILE, `sh scripts/restore.sh ${FORCED}"$$FILE"`],
      when: stores,
    },
    {
      name: 'disaster-recovery',
      help: 'Settings, images, data, start and health from an archive; give FILE=…',
      recipe: () => [FILE, `sh scripts/disaster-recovery.sh ${FORCED}"$$FILE"`],
      when: stores,
    },
    {
      name: 'disaster-rehearsal',
      help: 'Back up, delete the data and recover it; asks first, YES=1 answers yes',
      recipe: () => ['sh scripts/disaster-recovery.sh --rehearse'],
      when: stores,
    },
    {
      name: 'volumes',
      help: 'Volumes of the project',
      recipe: ({ name }) => [`$(DOCKER) volume ls --filter label=com.docker.compose.project=${name}`],
      when: ({ volumes }) => volumes.length > 0,
    },
    {
      name: 'migrate',
      help: 'Apply changes of the schema that are missing',
      recipe: ({ backend }) => [backend?.migrate ?? ''],
      when: ({ backend }) => backend !== undefined,
    },
    {
      name: 'cache-clear',
      help: 'Make Redis forget everything',
      recipe: () => ['$(STACK) exec -T redis redis-cli flushall'],
      when: ({ has }) => has('redis'),
    },
  ],
};
