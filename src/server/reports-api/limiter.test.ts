// Tests the limits of requests: per second and at once, apart for each client.
import { expect, it } from 'vitest';
import { Limiter } from './limiter.js';

const LIMITS = { requestsPerSecond: 2, requestsAtOnce: 3 };

/** Whether a request is admitted, and otherwise after how many seconds to ask again. */
function tried(limiter: Limiter, client = 'a', limits = LIMITS): (() => void) | number {
  try {
    return limiter.admit(client, limits);
  } catch (thrown) {
    const { code, details } = thrown as { code: string; details: { seconds: number } };
    expect(code).toBe('call-too-often');
    return details.seconds;
  }
}

function limiterAt(start: number) {
  const time = { now: start };
  return { limiter: new Limiter(() => time.now), time };
}

const end = (admitted: (() => void) | number) => (admitted as () => void)();

it('admits as many requests a second as permitted', () => {
  const { limiter, time } = limiterAt(0);
  for (let round = 0; round < 5; round++) {
    end(tried(limiter));
    end(tried(limiter));
    expect(tried(limiter)).toBe(1);
    time.now += 1000;
  }
});

it('does not save up more than a second', () => {
  const { limiter, time } = limiterAt(0);
  end(tried(limiter));
  time.now += 3_600_000;
  end(tried(limiter));
  end(tried(limiter));
  expect(tried(limiter)).toBe(1);
});

it('says when a rare request is admitted again', () => {
  const { limiter, time } = limiterAt(0);
  const rare = { requestsPerSecond: 0.1, requestsAtOnce: 1 };
  end(tried(limiter, 'a', rare));
  time.now += 2_500;
  expect(tried(limiter, 'a', rare)).toBe(8);
  time.now += 7_500;
  end(tried(limiter, 'a', rare));
});

it('admits as many at the same time as permitted', () => {
  const { limiter, time } = limiterAt(0);
  const running = [tried(limiter), tried(limiter)];
  time.now += 1000;
  running.push(tried(limiter));
  expect(tried(limiter)).toBe(1);
  end(running[0]!);
  end(tried(limiter));
});

it('lets no client wait for another', () => {
  const { limiter } = limiterAt(0);
  end(tried(limiter));
  end(tried(limiter));
  expect(tried(limiter)).toBe(1);
  end(tried(limiter, 'b'));
});

it('forgets clients that have not asked for long, but none that is being answered', () => {
  const { limiter } = limiterAt(0);
  const one = { requestsPerSecond: 1, requestsAtOnce: 1 };
  const busy = tried(limiter, 'busy', one);
  for (let client = 0; client < 12_000; client++) end(tried(limiter, `c${client}`, one));
  expect(tried(limiter, 'busy', one)).toBe(1);
  expect(tried(limiter, 'c11999', one)).toBe(1);
  end(tried(limiter, 'c0', one));
  end(busy);
});
