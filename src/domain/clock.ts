// The clock as a value, so that tests fix it and no SQL ever asks the engine for the time.

/** Returns the current instant. */
export type Clock = () => Date;

/** Unix seconds of an instant, the store's form of times. */
export function unixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/**
 * The system's clock, or a fixed one if SUNDIAL_CLOCK holds an ISO 8601 instant. Tests compare whole stores by checksum,
 * so every stored time has to be the same in each run.
 */
export function systemClock(environment: NodeJS.ProcessEnv = process.env): Clock {
  const fixed = environment.SUNDIAL_CLOCK;
  return fixed ? () => new Date(fixed) : () => new Date();
}
