// The contract between an opened enricher and the part that renews what it knows.
import type { CveFact } from '../domain/cve-fact.js';
import type { EnrichedNetwork } from '../domain/enriched.js';

/** An enricher: its whole table of networks is read, it is asked about addresses at hand, or its list of CVE ids is read. */
export type Enricher = TableEnricher | AddressEnricher | CveEnricher;

/** An enricher whose whole table is read at once. */
export interface TableEnricher {
  readonly shape: 'table';
  /**
   * Begins to read the table.
   *
   * @returns `unchanged` if the place says that nothing changed since the version with this memory
   * @throws SundialError of a class that says who can act; the earlier version then stays in use
   */
  read(request: TableRequest): Promise<TableReading | 'unchanged'>;
  close(): Promise<void>;
}

export interface TableRequest {
  /** What the version in use remembers, such as an ETag; empty if there is none, or if it has to be read again. */
  readonly memory: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface TableReading {
  /** The file or address in the form to show, without secrets. */
  readonly origin: string;
  /**
   * What the table says, in parts of some thousand networks. A table that is damaged or cut off ends with an error.
   *
   * @throws SundialError that names the line
   */
  readonly networks: AsyncIterable<readonly EnrichedNetwork[]>;
  /** What was learnt about the table as a whole; known when all networks have been read. */
  readonly facts: () => TableFacts;
}

export interface TableFacts {
  /** SHA-256 of the content, in hexadecimal digits. */
  readonly content: string;
  /** The day that the table itself states as YYYY-MM-DD; omitted = it states none. */
  readonly validFrom?: string;
  /** What to remember with the version. */
  readonly memory: Readonly<Record<string, string>>;
}

/** An enricher whose list of vulnerabilities is read at once. */
export interface CveEnricher {
  readonly shape: 'cves';
  /** Begins to read the list, like `TableEnricher.read`. */
  read(request: TableRequest): Promise<CveReading | 'unchanged'>;
  close(): Promise<void>;
}

export interface CveReading extends Pick<TableReading, 'origin'> {
  /**
   * What the list says, in parts. A list that is damaged or cut off ends with an error.
   *
   * @throws SundialError that names the line
   */
  readonly cves: AsyncIterable<readonly CveFact[]>;
  readonly facts: () => TableFacts;
}

/** An enricher that is asked about addresses, and whose answers are kept for a time. */
export interface AddressEnricher {
  readonly shape: 'addresses';
  /** Days after which an answer is got again. */
  readonly maxAgeDays: number;
  /**
   * Asks about addresses. An address without an answer gets one without values, so that it is not asked again at once.
   * What fails as a whole ends with an error after the answers that arrived, and these are kept.
   *
   * @param addresses those that may be sent out (`mayLeave`), each once
   */
  ask(addresses: readonly string[], signal: AbortSignal): AsyncIterable<readonly EnrichedNetwork[]>;
  close(): Promise<void>;
}
