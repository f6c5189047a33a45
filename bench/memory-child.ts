// A child of the memory benchmark: loads reports as `sundial ingest` does, and tells its parent each step and what its
// threads and the engine hold.
import { getHeapStatistics, type HeapInfo } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { collectFiles } from '../src/collect/index.js';
import { loadSettings } from '../src/config/index.js';
import { openWorkspace, takeIn, type Workspace } from '../src/pipeline/index.js';
import type { FromChild, Held, Step } from './memory.js';

const LOOK_MS = 100;
const [data, file] = process.argv.slice(2) as [string, string];
const clock = () => new Date();
const tell = (message: FromChild) => process.send?.(message);
const begin = (step: Step) => tell({ step });

/** `owner`, of which calls of a method begin a step. */
function announced<Owner extends object>(owner: Owner, steps: Partial<Record<keyof Owner, Step>>): Owner {
  return new Proxy(owner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const step = steps[name as keyof Owner];
        if (step) begin(step);
        return value.apply(target, args);
      };
    },
  });
}

function withSteps(workspace: Workspace): Workspace {
  const { archive, store } = workspace;
  return {
    ...workspace,
    archive: announced(archive, { receive: 'copy to the archive', secure: 'sync the original' }),
    store: {
      ...store,
      events: announced(store.events, { markFirst: 'mark duplicates' }),
      counts: announced(store.counts, { make: 'count values' }),
      deliveries: announced(store.deliveries, { record: 'flip' }),
      withoutMerges: (work) => {
        begin('read and insert');
        return store.withoutMerges(work);
      },
      followFlip: () => {
        begin('make findings');
        return store.followFlip().finally(() => begin('finish the original'));
      },
    },
  };
}

/** From Node 22.16 on a thread's heap can be asked for from outside. */
type Asked = Worker & { getHeapStatistics?(): Promise<HeapInfo> };
const workers = new Set<Asked>();
process.on('worker', (worker: Asked) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

/** What the process holds: the JavaScript of all threads, and the engine. */
async function held({ operator }: Workspace): Promise<Held> {
  const others = [...workers].map((worker) => worker.getHeapStatistics?.());
  // A thread that has just ended has no heap any more.
  const answers = await Promise.allSettled([getHeapStatistics(), ...others]);
  const heaps = answers.flatMap((answer) =>
    answer.status === 'fulfilled' && answer.value ? answer.value : [],
  );
  const sum = (value: (heap: HeapInfo) => number) => heaps.reduce((total, heap) => total + value(heap), 0);
  const [engine] = await operator.questions.rows<{ value: number }>(
    "SELECT value FROM system.metrics WHERE metric = 'MemoryTracking'",
  );
  return {
    heapBytes: sum((heap) => heap.total_physical_size + heap.malloced_memory),
    externalBytes: sum((heap) => heap.external_memory),
    engineBytes: engine?.value ?? 0,
  };
}

begin('open the store');
const { settings } = await loadSettings({ flags: { dataDir: data }, env: {}, cwd: data, home: data });
const workspace = await openWorkspace(settings);
let isDone = false;
const looking = (async () => {
  while (!isDone) {
    tell({ held: await held(workspace) });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
})();
const watch = { archived: () => {}, read: () => {}, decided: () => {} };
const { totals } = await takeIn(withSteps(workspace), collectFiles([file], { cwd: data, clock }), {
  command: 'ingest',
  clock,
  watch,
});
isDone = true;
await looking;
begin('close the store');
await workspace.store.close();
tell({ accepted: totals.accepted });
