import type { Engine } from '../../ports/engine.js';
import { runInside } from '../collecting/run-inside.js';

export interface SeenInside {
  readonly memoryBytes: number;
  /** Absent where the memory is the engine's word. */
  readonly openFiles?: number;
}

const KIB = 1024;

/**
 * Memory and open files of all processes of a container, added up. What reads them is one of them, and about as large every time.
 * Where nothing inside can read, the engine counts the memory, which takes a second on engines before 25.
 */
export async function seenInside(
  engine: Pick<Engine, 'exec' | 'containerUsage'>,
  containerId: string,
): Promise<SeenInside> {
  const ran = await runInside(engine, containerId, {
    // Only what a shell has built in: a slim image need not have grep.
    sh: 'n=0; for f in /proc/[0-9]*/status; do while read -r k v _; do [ "$k" = RssAnon: ] && n=$((n + v)); done < "$f"; done 2>/dev/null; set -- /proc/[0-9]*/fd/*; echo "$n $#"',
    node: `const fs=require("fs");let n=0,o=0;for(const p of fs.readdirSync("/proc"))if(/^\\d+$/.test(p)){try{n+=+(/RssAnon:\\s*(\\d+)/.exec(fs.readFileSync("/proc/"+p+"/status","utf8"))||[0,0])[1]}catch{}try{o+=fs.readdirSync("/proc/"+p+"/fd").length}catch{}}console.log(n,o)`,
    python: `import os,re\nn=o=0\nfor p in filter(str.isdigit,os.listdir("/proc")):\n try:\n  n+=int((re.findall(r"RssAnon:\\s*(\\d+)",open("/proc/"+p+"/status").read()) or [0])[0])\n  o+=len(os.listdir("/proc/"+p+"/fd"))\n except OSError: pass\nprint(n,o)`,
  });
  const [memory = 0, openFiles = 0] = (ran?.stdout ?? '').trim().split(' ').map(Number);
  if (memory > 0) return { memoryBytes: memory * KIB, ...(openFiles > 0 ? { openFiles } : {}) };
  return { memoryBytes: (await engine.containerUsage(containerId)).anonymousBytes };
}
