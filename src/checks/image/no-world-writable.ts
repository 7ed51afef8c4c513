import { defineCheck } from '../define-check.js';
import { counted, enumerated, layerEvidence, listCommand, ofOwnLayers } from './layers.js';

export default defineCheck({
  id: 'image/no-world-writable',
  title: 'Only temporary folders may be written by everyone',
  why: 'Whatever any process in the container may change, the next process may be made to run or read.',
  remedy:
    'Give the path to the server’s user instead (`COPY --chown=1000:1000`, `RUN chown`) and take the right from others: `chmod o-w <path>`.',
  severity: 'warning',
  references: [
    {
      title: 'Dockerfile reference: COPY --chmod',
      url: 'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    },
  ],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { worldWritable, layers } }) {
    const own = ofOwnLayers(worldWritable, layers);
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        message: `Everyone may write ${counted(own.length, 'path')} outside the temporary folders: ${enumerated(own.map(({ path }) => path))}.`,
        location: { uri: reference, layer: first.layer },
        evidence: layerEvidence(own, layers),
        measured: String(own.length),
        repro: listCommand(reference, own),
      },
    ];
  },
});
