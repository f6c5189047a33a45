// The growth of a figure over time: the slope of the line that fits the measurements best.

/** A figure and its time in hours since the beginning. */
export interface Measurement {
  readonly hours: number;
  readonly value: number;
}

/** Growth per hour by least squares; 0 if there are fewer than two times. */
export function growthPerHour(measured: readonly Measurement[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [hours, value] = [mean(measured.map((each) => each.hours)), mean(measured.map((each) => each.value))];
  const spread = measured.reduce((sum, each) => sum + (each.hours - hours) ** 2, 0);
  if (!(spread > 0)) return 0;
  return measured.reduce((sum, each) => sum + (each.hours - hours) * (each.value - value), 0) / spread;
}

/** The measurements in the second half of the time. */
export function lastHalf(measured: readonly Measurement[]): Measurement[] {
  const end = measured.at(-1)?.hours ?? 0;
  return measured.filter(({ hours }) => hours >= end / 2);
}
