// Works on several items at once: each waits for the disk, and syncing several files takes no longer than syncing one.

/** Enough files to keep the disk busy, with memory for one chunk each. */
const AT_ONCE = 8;

/** Does the work for each item; throws the first failure once the work in progress has ended. */
export async function eachConcurrently<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++]!);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  const failure = ended.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
}
