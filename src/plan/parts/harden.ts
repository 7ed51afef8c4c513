import type { Part } from './part.js';

/** What the distributions mended since the base images were made. The templates of the Dockerfiles do it. */
export const harden: Part = {
  id: 'harden',
  title: 'security updates of Debian or Alpine in every image that is built',
  requires: [],
  contribute: () => ({
    notes: [
      'Images are built with the security updates of their distribution, Debian or Alpine. The layer is kept like any other; `mcp-dock build --no-cache` looks for newer ones. What they replace stays in the layers below, so images are larger by that.',
    ],
  }),
};
