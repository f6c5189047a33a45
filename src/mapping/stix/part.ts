// Collects the objects of up to 1,000 rows of a report, each object once, and gives them in an order in which references come first.
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import type { Envelope } from './envelope.js';
import { type StixObject, stixId } from './object.js';
import type { Observable } from './observable.js';
import type { MappedRow, Observed } from './row.js';

interface KnownObservable {
  readonly object: StixObject;
  readonly labels: Set<string>;
}

/** Equal observations of several rows. */
export interface Observation {
  readonly id: string;
  /** The host of its rows; rows of one host follow each other in the order of a report. */
  readonly host: string;
  readonly refs: Set<string>;
  readonly labels: Set<string>;
  first: string;
  last: string;
  rows: number;
}

const ADDRESSES: readonly string[] = ['ipv4-addr', 'ipv6-addr'];

export class Part {
  private readonly observables = new Map<string, KnownObservable>();
  private readonly observations = new Map<string, Observation>();
  private readonly vulnerabilities = new Map<string, StixObject>();
  private readonly relationships = new Map<string, StixObject>();
  private readonly refs = new Set<string>();
  private lastHost = '';

  /** @param earlier what {@link unfinished} of the part before this one gave */
  constructor(private readonly earlier: ReadonlyMap<string, Observation> = new Map()) {}

  add(row: MappedRow): void {
    const vulnerabilities = row.vulnerabilities.map((name) => this.vulnerability(name));
    for (const observed of row.observed) {
      this.addObserved(observed, row);
      this.relate(observed, vulnerabilities);
    }
  }

  /**
   * The observations of the last host, which the next part continues: their counts and times are those of all rows. Only
   * these are handed on, so that no part keeps earlier ones in memory.
   */
  get unfinished(): ReadonlyMap<string, Observation> {
    return new Map([...this.observations].filter(([, { host }]) => host === this.lastHost));
  }

  /** What the report has to refer to: vulnerabilities, observables and relationships. */
  get references(): readonly string[] {
    return [...this.refs, ...this.relationships.keys()];
  }

  /** @param number of the part, from 1 */
  *objects(envelope: Envelope, number: number): Generator<StixObject> {
    for (const object of this.vulnerabilities.values()) yield envelope.shared(object, []);
    const observables = [...this.observables.values()];
    for (const refers of [false, true])
      for (const { object, labels } of observables)
        if (isTraffic(object) === refers) yield envelope.observable(object, labels);
    for (const { id, refs, labels, first, last, rows } of this.observations.values()) {
      const times = { first_observed: first, last_observed: last };
      const properties = { ...times, number_observed: rows, object_refs: [...refs] };
      yield envelope.observation({ type: 'observed-data', id, ...properties }, labels, number);
    }
    for (const object of this.relationships.values()) yield envelope.shared(object);
  }

  private vulnerability(name: string): string {
    // OpenCTI's rule for names.
    const id = stixId('vulnerability', { name: name.toLowerCase() });
    this.vulnerabilities.set(id, { type: 'vulnerability', id, name });
    this.refs.add(id);
    return id;
  }

  private addObserved({ connectors, further }: Observed, row: MappedRow): void {
    const all = [...connectors, ...further];
    for (const { object, label } of all) {
      const known = this.observables.get(object.id) ?? { object, labels: new Set<string>() };
      this.observables.set(object.id, known);
      addLabels(known.labels, label === undefined ? row.labels : [label, ...row.labels]);
      this.refs.add(object.id);
    }
    const identifying = connectors.length > 0 ? connectors : further;
    const id = stixId('observed-data', { objects: identifying.map(({ object }) => object.id) });
    const host = (all.find(isAddress) ?? all[0]!).object.id;
    const observation =
      this.observations.get(id) ?? this.earlier.get(id) ?? newObservation(id, host, row.time);
    this.observations.set(id, observation);
    for (const { object } of all) observation.refs.add(object.id);
    addLabels(observation.labels, row.labels);
    if (row.time < observation.first) observation.first = row.time;
    if (row.time > observation.last) observation.last = row.time;
    observation.rows++;
    this.lastHost = host;
  }

  /** Which host has which vulnerabilities, and to which autonomous system it belongs. */
  private relate({ side, connectors, further }: Observed, vulnerabilities: readonly string[]): void {
    const all = [...connectors, ...further];
    const address = all.find(isAddress);
    const host = address ?? all.find(({ type }) => type === 'domain-name');
    const system = all.find(({ type }) => type === 'autonomous-system');
    // In events between hosts, a vulnerability is what the source uses, and the destination may be a honeypot.
    if (host && side === 'host')
      for (const id of vulnerabilities) this.relationship(host.object.id, 'related-to', id);
    if (address && system) this.relationship(address.object.id, 'belongs-to', system.object.id);
  }

  private relationship(source_ref: string, relationship_type: string, target_ref: string): void {
    const properties = { relationship_type, source_ref, target_ref };
    const id = stixId('relationship', properties);
    this.relationships.set(id, { type: 'relationship', id, ...properties });
  }
}

/** Refers to other observables. */
const isTraffic = ({ type }: StixObject) => type === 'network-traffic';
const isAddress = ({ type }: Observable) => ADDRESSES.includes(type);

function newObservation(id: string, host: string, time: string): Observation {
  return { id, host, refs: new Set(), labels: new Set(), first: time, last: time, rows: 0 };
}

/** Adds labels up to the limit of one object. */
export function addLabels(labels: Set<string>, more: Iterable<string>): void {
  for (const label of more) if (labels.size < STIX_LIMITS.labels) labels.add(label);
}
