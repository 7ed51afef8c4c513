import { replayed } from './admission/replay.js';
import { DOCKER_GATEWAY } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'dockerGateway',
  title: 'Ask it as the Docker gateway does',
  timeoutMs: 150_000,
  scenario: 'docker-gateway',

  collect: (context) => replayed(context, DOCKER_GATEWAY),
});
