// Tests the limits of requests: per second and at once, apart for each client.
import { expect, it } from 'vitest';
import { Limiter } from './limiter.js';

const LIMITS = { requestsPerSecond: 2, requestsAtOnce: 3 };

/** Whether a request is admitted, and otherwise after how many seconds to ask again. */
async function tried(limiter: Limiter, client = 'a', limits = LIMITS): Promise<(() => void) | number> {
  try {
    return await limiter.admit(client, limits);
  } catch (thrown) {
    const { code, details } = thrown as { code: string; details: { seconds: number } };
    expect(code).toBe('call-too-often');
    return details.seconds;
  }
}

function limiterAt(start: number) {
  const time = { now: start };
  const waited: number[] = [];
  const pause = async (milliseconds: number) => {
    waited.push(milliseconds);
    time.now += milliseconds;
  };
  return { limiter: new Limiter(() => time.now, pause), time, waited };
}

const end = (admitted: (() => void) | number) => (admitted as () => void)();

it('lets a client that asks one thing after the other wait, and refuses it nothing', async () => {
  const { limiter, waited } = limiterAt(0);
  for (let request = 0; request < 6; request++) end(await tried(limiter));
  expect(waited).toEqual([500, 500, 500, 500]);
});

it('lets requests at the same time wait one behind the other', async () => {
  const time = { now: 0 };
  const waited: number[] = [];
  const limiter = new Limiter(
    () => time.now,
    async (milliseconds) => void waited.push(milliseconds),
  );
  const many = { requestsPerSecond: 2, requestsAtOnce: 9 };
  const admitted = await Promise.all(Array.from({ length: 6 }, () => tried(limiter, 'a', many)));
  expect(waited).toEqual([500, 1000, 1500, 2000]);
  // Another one would wait too long.
  expect(await tried(limiter, 'a', many)).toBe(3);
  for (const each of admitted) end(each);
  time.now += 3_000;
  expect(await tried(limiter, 'a', many)).toBeTypeOf('function');
  expect(waited).toHaveLength(4);
});

it('does not save up more than a second', async () => {
  const { limiter, time, waited } = limiterAt(0);
  end(await tried(limiter));
  time.now += 3_600_000;
  end(await tried(limiter));
  end(await tried(limiter));
  expect(waited).toEqual([]);
  end(await tried(limiter));
  expect(waited).toEqual([500]);
});

it('says when a rare request is admitted again', async () => {
  const { limiter, time, waited } = limiterAt(0);
  const rare = { requestsPerSecond: 0.1, requestsAtOnce: 1 };
  end(await tried(limiter, 'a', rare));
  time.now += 2_500;
  expect(await tried(limiter, 'a', rare)).toBe(8);
  time.now += 7_500;
  end(await tried(limiter, 'a', rare));
  expect(waited).toEqual([]);
});

it('admits as many at the same time as permitted', async () => {
  const { limiter, time } = limiterAt(0);
  const running = [await tried(limiter), await tried(limiter)];
  time.now += 1000;
  running.push(await tried(limiter));
  expect(await tried(limiter)).toBe(1);
  end(running[0]!);
  end(await tried(limiter));
});

it('lets no client wait for another', async () => {
  const { limiter, waited } = limiterAt(0);
  end(await tried(limiter));
  end(await tried(limiter));
  end(await tried(limiter, 'b'));
  expect(waited).toEqual([]);
});

it('forgets clients that have not asked for long, but none that is being answered', async () => {
  const { limiter } = limiterAt(0);
  const one = { requestsPerSecond: 0.1, requestsAtOnce: 1 };
  const busy = await tried(limiter, 'busy', one);
  for (let client = 0; client < 12_000; client++) end(await tried(limiter, `c${client}`, one));
  expect(await tried(limiter, 'busy', one)).toBe(1);
  expect(await tried(limiter, 'c11999', one)).toBe(10);
  end(await tried(limiter, 'c0', one));
  end(busy);
});
