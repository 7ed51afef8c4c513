import type { EngineEndpoint } from '../model/engine-endpoint.js';
import type { Engine, EngineInfo } from '../ports/engine.js';
import { buildImage } from './dockerode-build.js';
import { Calls } from './dockerode-engine/calls.js';
import { connect } from './dockerode-engine/connect.js';
import { readingMethods } from './dockerode-engine/container-reading.js';
import { containerMethods } from './dockerode-engine/containers.js';
import { containerEvents } from './dockerode-engine/container-events.js';
import { containerFile } from './dockerode-engine/container-file.js';
import { diskUsage } from './dockerode-engine/disk-usage.js';
import { imageHistory, inspectImage, listImages, removeImage, saveImage } from './dockerode-engine/images.js';
import { readInfo } from './dockerode-engine/info.js';
import { networkMethods } from './dockerode-engine/networks.js';
import { askRegistry } from './dockerode-engine/ask-registry.js';
import { pullImage } from './dockerode-engine/pull-image.js';
import { resourceMethods } from './dockerode-engine/resources.js';
import { pushImage } from './dockerode-engine/push-image.js';

/** The engine behind an address, through dockerode. Connects when it is first asked for something. */
export function createDockerodeEngine(endpoint: EngineEndpoint): Engine {
  const connection = connect(endpoint);
  const calls = new Calls(connection);
  let known: Promise<EngineInfo> | undefined;
  const info = (signal?: AbortSignal) => {
    known ??= readInfo(calls, signal).catch((error: unknown) => {
      // An engine may be started meanwhile.
      known = undefined;
      throw error;
    });
    return known;
  };
  const buildkit = async (signal?: AbortSignal) => (await info(signal)).buildkit;
  return {
    info,
    inspectImage: inspectImage(calls),
    imageHistory: imageHistory(calls),
    saveImage: saveImage(calls),
    listImages: listImages(calls),
    removeImage: removeImage(calls),
    askRegistry: askRegistry(calls),
    pullImage: pullImage(calls),
    pushImage: pushImage(calls),
    buildImage: (request, onEvent, signal) =>
      buildImage({ docker: connection.docker, buildkit }, request, onEvent, signal),
    ...containerMethods(calls, info),
    ...readingMethods(calls),
    containerEvents: containerEvents(calls),
    containerFile: containerFile(calls),
    ...networkMethods(calls),
    ...resourceMethods(calls),
    diskUsage: diskUsage(calls),
  };
}
