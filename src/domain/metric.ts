// What a station declares of its metrics: gauges that each scrape reads, counters and histograms of what happens.

/** Values by the label's value; without a label, by the empty text. An unknown value is left out. */
export type GaugeValues = readonly (readonly [label: string, value: number | undefined])[];

/** A gauge, read at each scrape from what is known then. */
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
  /** The labels to count one more of, for one event. */
  readonly counts: (event: Event) => readonly Labels[];
}

/** Spreads a quantity over buckets, one value for each event. */
export interface Histogram<Event> {
  readonly name: string;
  readonly help: string;
  /** Upper limits, in the unit that the name ends with. */
  readonly buckets: readonly number[];
  readonly value: (event: Event) => number;
}

/** A gauge without label. */
export const single = <Source>(
  name: string,
  help: string,
  value: (source: Source) => number | undefined,
): Gauge<Source> => ({ name: `sundial_${name}`, help, values: (source) => [['', value(source)]] });

/** A gauge with a value for each of several names, which are words of Sundial's own. */
export const labelled = <Source>(
  name: string,
  label: string,
  help: string,
  values: (source: Source) => GaugeValues,
): Gauge<Source> => ({ name: `sundial_${name}`, help, label, values });
