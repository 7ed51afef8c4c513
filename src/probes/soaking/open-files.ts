import type { Engine } from '../../ports/engine.js';
import { runInside } from '../collecting/run-inside.js';

/** Open files of all processes that the image's user may look into; undefined when nothing inside can count them. */
export async function openFiles(engine: Pick<Engine, 'exec'>, containerId: string): Promise<number | undefined> {
  const ran = await runInside(engine, containerId, {
    sh: 'set -- /proc/[0-9]*/fd/*; echo $#',
    node: `const fs=require("fs");let n=0;for(const p of fs.readdirSync("/proc"))if(/^\\d+$/.test(p))try{n+=fs.readdirSync("/proc/"+p+"/fd").length}catch{}console.log(n)`,
    python: `import os\nn=0\nfor p in os.listdir("/proc"):\n if p.isdigit():\n  try: n+=len(os.listdir("/proc/"+p+"/fd"))\n  except OSError: pass\nprint(n)`,
  });
  const count = Number.parseInt(ran?.stdout ?? '', 10);
  return Number.isNaN(count) ? undefined : count;
}
