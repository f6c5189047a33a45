// A child of the memory benchmark: loads reports as `sundial ingest` does, and sends its parent each step and the memory
// of its threads and of the engine.
import { getHeapStatistics, type HeapInfo } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { collectFiles } from '../src/collect/index.js';
import { loadSettings } from '../src/config/index.js';
import { openWorkspace, takeIn, type Workspace } from '../src/pipeline/index.js';
import type { FromChild, Held, Step } from './memory.js';

const READING_MS = 100;
const [data, file] = process.argv.slice(2) as [string, string];
const clock = () => new Date();
const send = (message: FromChild) => process.send?.(message);
const begin = (step: Step) => send({ step });

/** `owner`, but some of its methods first report the step that they begin. */
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
    archive: announced(archive, { receive: 'copy to the archive' }),
    store: {
      ...store,
      events: announced(store.events, { markFirst: 'mark duplicates' }),
      counts: announced(store.counts, { make: 'count values' }),
      deliveries: announced(store.deliveries, { record: 'flip' }),
      withoutMerges: (work) => {
        begin('read and insert');
        return store.withoutMerges(work);
      },
      followFlip: (written) => {
        begin('make findings');
        return store.followFlip(written).finally(() => begin('finish the original'));
      },
    },
  };
}

/** Since Node 22.16, another thread can read the figures of a thread's heap. */
type MeasuredWorker = Worker & { getHeapStatistics?(): Promise<HeapInfo> };
const workers = new Set<MeasuredWorker>();
process.on('worker', (worker: MeasuredWorker) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

/** The memory of the process: the JavaScript of all threads, and the engine. */
async function held({ operator }: Workspace): Promise<Held> {
  const others = [...workers].map((worker) => worker.getHeapStatistics?.());
  // The request fails for a thread that has just ended.
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
const readings = (async () => {
  while (!isDone) {
    send({ held: await held(workspace) });
    await new Promise((resolve) => setTimeout(resolve, READING_MS));
  }
})();
const watch = { archived: () => {}, read: () => {}, decided: () => {} };
const { totals } = await takeIn(withSteps(workspace), collectFiles([file], { cwd: data, clock }), {
  command: 'ingest',
  clock,
  watch,
});
isDone = true;
await readings;
begin('close the store');
await workspace.store.close();
send({ accepted: totals.accepted });
