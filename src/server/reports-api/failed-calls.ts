// Limits calls that no valid key signs, for each address: beyond the limit, a call is refused before its body is read.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { Buckets, msToToken, type Rate } from '../buckets.js';
import { clientNetwork } from '../client-network.js';

const OF_AN_ADDRESS: Rate = {
  perSecond: LIMITS.failedCallsPerSecond,
  most: LIMITS.failedCallsInARow,
};

export class FailedCalls {
  private readonly buckets: Buckets;

  /** @param now a steady clock, in milliseconds */
  constructor(
    now?: () => number,
    private readonly rate: Rate = OF_AN_ADDRESS,
  ) {
    this.buckets = new Buckets(now);
  }

  /** Refuses every call from an address after too many failed ones, until some time has passed. @throws SundialError `call-too-often` */
  requireFew(address: string): void {
    const waitMs = msToToken(this.of(address), this.rate);
    if (waitMs > 0) throw new SundialError('call-too-often', { seconds: Math.ceil(waitMs / 1000) });
  }

  /** Makes out who calls, and counts a failure to do so. @throws what `identify` throws */
  counting<Who>(address: string, identify: () => Who): Who {
    try {
      return identify();
    } catch (thrown) {
      this.of(address).tokens -= 1;
      throw thrown;
    }
  }

  private of(address: string) {
    return this.buckets.of(clientNetwork(address), this.rate);
  }
}
