// Tables and lists for the contract test, one for each kind of enricher that reads them whole.
import { writeMmdb } from '../mmdb/testing/mmdb-writer.js';

/** What a table states. */
export interface Stated {
  /** YYYY-MM-DD; kinds whose tables state no day leave it out. */
  readonly day: string;
  /** A text that strangers write, such as the name of an organisation; lists of CVE ids have none. */
  readonly text: string;
}

export interface TableUnderTest {
  /** A table with each declared value for 192.0.2.0/24 and 2001:db8::/32, or with each declared fact for CVE-2026-10001. */
  table(stated: Stated): Buffer;
  readonly statesDay: boolean;
  /** The values that hold the text. */
  readonly texts: readonly string[];
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const compact = (day: string) => day.replaceAll('-', '');

/** By kind. */
export const TABLES: Readonly<Record<string, TableUnderTest>> = {
  csv: {
    table: ({ text }) => {
      const said = quoted(text);
      const row = (network: string) =>
        `${network},64496,${network},${said},ripencc,AT,2010-07-12,mark-1,${said},abuse@example.com,DE,${said},${said},host.example.com`;
      return Buffer.from(
        `network,asn,prefix,as_name,registry,country,allocated,holder,organisation,abuse,geo,region,city,hostname\n${row('192.0.2.0/24')}\n${row('2001:db8::/32')}\n`,
      );
    },
    statesDay: false,
    texts: ['asName', 'organisation', 'region', 'city'],
  },
  prefixes: {
    table: ({ text }) =>
      Buffer.from(
        ['192.0.2.0/24', '2001:db8::/32']
          .map((CIDR) => `${JSON.stringify({ CIDR, ASN: 64496, name: text })}\n`)
          .join(''),
      ),
    statesDay: false,
    texts: ['asName'],
  },
  rir: {
    // The form has no way to write its separator or a line break in a value.
    table: ({ day, text }) => {
      const mark = text.replaceAll(/[|\r\n]/g, '');
      return Buffer.from(
        [
          `2|ripencc|${compact(day)}|2|19830101|${compact(day)}|+0000`,
          'ripencc|*|ipv4|*|1|summary',
          'ripencc|*|ipv6|*|1|summary',
          `ripencc|AT|ipv4|192.0.2.0|256|20100712|allocated|${mark}`,
          `ripencc|AT|ipv6|2001:db8::|32|20100712|allocated|${mark}`,
          '',
        ].join('\n'),
      );
    },
    statesDay: true,
    texts: ['holder'],
  },
  mmdb: {
    table: ({ day, text }) => {
      const record = {
        ...{ autonomous_system_number: 64496, autonomous_system_organization: text, organization: text },
        ...{ registered_country: { iso_code: 'AT' }, country: { iso_code: 'DE' } },
        ...{ subdivisions: [{ names: { en: text } }], city: { names: { en: text } } },
      };
      return writeMmdb({
        networks: { '192.0.2.0/24': record, '2001:db8::/32': record },
        metadata: { build_epoch: Date.parse(day) / 1000 },
      });
    },
    statesDay: true,
    texts: ['asName', 'organisation', 'region', 'city'],
  },
  kev: {
    table: ({ day }) =>
      Buffer.from(
        JSON.stringify({
          ...{ title: 'CISA Catalog of Known Exploited Vulnerabilities', dateReleased: `${day}T15:00:00.0Z` },
          ...{ count: 1, vulnerabilities: [{ cveID: 'CVE-2026-10001', dateAdded: '2026-01-01' }] },
        }),
      ),
    statesDay: true,
    texts: [],
  },
  epss: {
    table: ({ day }) =>
      Buffer.from(
        `#model_version:v2025.03.14,score_date:${day}T12:55:00Z\ncve,epss,percentile\nCVE-2026-10001,0.5,0.9\n`,
      ),
    statesDay: true,
    texts: [],
  },
};
