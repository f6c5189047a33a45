// Limits calls that no valid key signs, for each address: beyond the limit, a call is refused before its body is read.
import { formatRange, parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { Buckets, msToToken, type Rate } from './buckets.js';

const OF_AN_ADDRESS: Rate = {
  perSecond: LIMITS.failedCallsPerSecond,
  most: LIMITS.failedCallsInARow,
};

/** Bits of an IPv6 address that a client cannot choose: a subscriber has a network of this size or a larger one (RFC 6177). */
const IPV6_BITS = 64;

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
    return this.buckets.of(networkOf(address), this.rate);
  }
}

function networkOf(address: string): string {
  const range = address.includes(':') && !address.includes('.') && parseAddress(`${address}/${IPV6_BITS}`);
  return range ? formatRange(range) : address;
}
