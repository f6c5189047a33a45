// Draws the values for the query benchmark from the stored events; the same store gives the same values.
import type { TableReader } from '../src/store/index.js';

/** The values of one stored event. */
export interface Sample {
  readonly ip: string;
  readonly slash20: string;
  readonly slash24: string;
  readonly asn: string;
  readonly date: string;
  readonly tag: string;
  readonly type: string;
  readonly hostname: string;
}

const SEED = 20_260_101;
const DRAWN = 1_000;
/** The engine writes IPv4 addresses as ::ffff:192.0.2.1. */
const IPV4 = 'substring(toString(e.ip), 8)';

export class Samples {
  private constructor(private readonly drawn: readonly Sample[]) {}

  /** Draws events with an IPv4 address, an ASN, a tag and a host name. */
  static async draw(tables: TableReader): Promise<Samples> {
    const network = (bits: number) =>
      `concat(toString(IPv4CIDRToRange(toIPv4OrDefault(${IPV4}), ${bits}).1), '/${bits}')`;
    return new Samples(
      await tables.rows<Sample>(
        `SELECT ${IPV4} AS ip, ${network(20)} AS slash20, ${network(24)} AS slash24,
           toString(e.asn) AS asn, toString(e.report_date) AS date, e.tags[1] AS tag, toString(e.report_type) AS type, e.hostname AS hostname
         FROM events AS e
         WHERE e.ip BETWEEN toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255') AND e.asn != 0
           AND notEmpty(e.tags) AND e.hostname != ''
         ORDER BY cityHash64(e.load, e.line, {seed:UInt32}) LIMIT {drawn:UInt32}`,
        { seed: SEED, drawn: DRAWN },
      ),
    );
  }

  /** The sample for a repetition. */
  at(turn: number): Sample {
    return this.drawn[turn % this.drawn.length]!;
  }

  /** A number of different values for a repetition. */
  several(turn: number, count: number, value: (sample: Sample) => string): string[] {
    const values = new Set<string>();
    for (let step = 0; step < this.drawn.length && values.size < count; step++)
      values.add(value(this.at(turn * count + step)));
    return [...values];
  }
}
