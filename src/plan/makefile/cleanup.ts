import { TRANSPORTS_LABEL } from '../../model/tool.js';
import { confirmed, type MakeGroup } from './make-target.js';

export const cleanup: MakeGroup = {
  title: 'Cleanup, of this project only',
  targets: [
    {
      name: 'clean',
      help: 'Remove containers and networks; images and data stay',
      recipe: () => ['$(STACK) down --remove-orphans'],
    },
    {
      name: 'clean-images',
      help: 'Remove the images that are built here',
      recipe: ({ images }) => [
        `@for image in ${images.join(' ')}; do if $(DOCKER) image inspect "$$image" > /dev/null 2>&1; then $(DOCKER) image rm "$$image" || exit 1; fi; done`,
      ],
    },
    {
      name: 'clean-all',
      help: 'Remove containers, images and data; asks first, YES=1 answers yes',
      recipe: ({ volumes }) => [
        confirmed(
          volumes.length === 0
            ? 'Remove all containers and images of this project?'
            : `Remove everything of this project, and its data for good (${volumes.join(', ')})?`,
        ),
        '$(STACK) down --volumes --remove-orphans',
        '@$(MAKE) --no-print-directory clean-images',
      ],
    },
    {
      name: 'prune',
      help: 'Remove older builds of the images, which have lost their names',
      recipe: ({ name, backend, has }) => [
        `$(DOCKER) image prune --force --filter label=org.opencontainers.image.title=${name} --filter label=${TRANSPORTS_LABEL}`,
        ...[
          ...(backend?.folder === undefined ? [] : ['backend']),
          ...(has('fullstack') ? ['frontend', 'auth-server'] : []),
        ].map(
          (service) => `$(DOCKER) image prune --force --filter label=org.opencontainers.image.title=${name}-${service}`,
        ),
      ],
    },
  ],
};
