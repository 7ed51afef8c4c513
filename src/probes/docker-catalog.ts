import { replayed } from './admission/replay.js';
import { DOCKER_CATALOG } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'dockerCatalog',
  title: 'Ask it as the Docker catalog does',
  timeoutMs: 150_000,
  scenario: 'docker-catalog',

  collect: (context) => replayed(context, DOCKER_CATALOG),
});
