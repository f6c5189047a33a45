// The declarations of metrics: gauges, which each scrape reads, and counters and histograms of events.

/** Values by the label's value; without a label, by the empty text. An unknown value is left out. */
export type GaugeValues = readonly (readonly [label: string, value: number | undefined])[];

/** A gauge, read at each scrape from the state at that time. */
export interface Gauge<Source> {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  readonly values: (source: Source) => GaugeValues;
}

type Labels = Readonly<Record<string, string>>;

/** Counts something since the service started. */
export interface Counter<Event> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** The labels that are shown as 0 before anything is counted. */
  readonly first?: readonly Labels[];
  /** The labels whose counters one event increments. */
  readonly counts: (event: Event) => readonly Labels[];
  /** By how much; omitted = 1. */
  readonly amount?: (event: Event) => number;
}

/** Distributes a quantity over buckets, one value per event. */
export interface Histogram<Event> {
  readonly name: string;
  readonly help: string;
  /** Upper limits, in the unit at the end of the name. */
  readonly buckets: readonly number[];
  readonly value: (event: Event) => number;
  /** Each value of the label has a distribution of its own. */
  readonly label?: string;
  /** The value of the label. */
  readonly of?: (event: Event) => string;
}

/** A gauge without label. */
export const single = <Source>(
  name: string,
  help: string,
  value: (source: Source) => number | undefined,
): Gauge<Source> => ({ name: `sundial_${name}`, help, values: (source) => [['', value(source)]] });

/** A gauge with a value for each of several fixed names. */
export const labelled = <Source>(
  name: string,
  label: string,
  help: string,
  values: (source: Source) => GaugeValues,
): Gauge<Source> => ({ name: `sundial_${name}`, help, label, values });
