// Requests a path while something else is in progress, and sums up the times that answers took.
import http from 'node:http';

/** The pause after each answer, in milliseconds. */
export const POLL_MS = 20;

/** Repeats a request, and returns the milliseconds of each answer. @throws Error for a status other than 200 */
export async function poll(url: string, meanwhile: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  let over = false;
  const done = meanwhile().finally(() => {
    over = true;
  });
  while (!over) {
    const asked = performance.now();
    await get(url);
    taken.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await done;
  return taken;
}

/** Uses a separate connection, like a monitor. */
function get(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
      answer.resume().on('end', resolve);
    });
    request.on('error', reject);
  });
}

/** How times are distributed, in milliseconds. */
export interface Spread {
  readonly times: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export function spread(taken: readonly number[]): Spread {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { times: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
