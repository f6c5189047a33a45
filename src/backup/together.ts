// Works on many files, some at a time: each waits for the disk, and the disk syncs several at once as fast as one.

/** Enough that the disk is never idle, and no more memory than these chunks. */
const AT_ONCE = 8;

/** Does the work for each item; the first failure is thrown after what had begun has ended. */
export async function together<Item>(
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
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
}
