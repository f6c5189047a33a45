// The tables of constituents: every version of every description, and views of what counts when.
import { ALWAYS } from '../domain/days.js';
import { SEVERITIES } from '../domain/event-columns.js';
import {
  type DeclaredTables,
  enumeration,
  SYNCED,
  type Table,
  TIME,
  type View,
  WORD,
} from '../domain/table.js';

/** Every version of every constituent; rows never change. The view `constituents` holds the current ones. */
const CONSTITUENT_VERSIONS: Table = {
  name: 'constituent_versions',
  columns: [
    ['id', 'String'],
    // Later changes have higher numbers; all changes of one import have numbers in a row.
    ['version', 'UInt64'],
    // The first report date for which the description counts.
    ['since', 'Date'],
    ['name', 'String'],
    ['parent', 'String'],
    ['sector', WORD],
    ['asns', 'Array(UInt32)'],
    // Canonical CIDR notation.
    ['networks', 'Array(String)'],
    ['domains', 'Array(String)'],
    ['countries', 'Array(String)'],
    ['contacts', 'Array(Tuple(role String, name String, email String))'],
    ['language', WORD],
    ['tlp', WORD],
    // No types or severities = no limit.
    ['types', `Array(${WORD})`],
    ['severities', `Array(${enumeration(SEVERITIES, 1)})`],
    ['notes', 'String'],
    // The first day on which the organisation is a constituent, and the first on which it no longer is.
    ['valid_from', 'Date'],
    ['valid_until', 'Date'],
    ['author', 'String'],
    ['reason', 'String'],
    ['at', TIME],
  ],
  orderBy: '(id, version)',
  settings: SYNCED,
};

const CONSTITUENTS: View = {
  name: 'constituents',
  select: `SELECT * FROM ${CONSTITUENT_VERSIONS.name} ORDER BY version DESC LIMIT 1 BY id`,
};

/**
 * The report dates for which each version counts: from `holds_from` until before `holds_until`. A version counts until
 * the first day of any later version, and within the validity of the newest one, so that the end of a constituent takes
 * effect for all reports after that day. Versions that never count are left out.
 */
const CONSTITUENT_PERIODS: View = {
  name: 'constituent_periods',
  select: `SELECT *, greatest(since, valid_from, newest_from) AS holds_from,
      least(replaced_on, valid_until, newest_until) AS holds_until
    FROM (
      SELECT *, if(count() OVER later = 0, toDate('${ALWAYS.until}'), min(since) OVER later) AS replaced_on,
        argMax(valid_from, version) OVER (PARTITION BY id) AS newest_from,
        argMax(valid_until, version) OVER (PARTITION BY id) AS newest_until
      FROM ${CONSTITUENT_VERSIONS.name}
      WINDOW later AS (PARTITION BY id ORDER BY version DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    WHERE holds_from < holds_until`,
};

const named = (kind: string, texts: string) => `arrayMap(text -> ('${kind}', text), ${texts})`;

/** The networks, domains, ASNs and countries of each period, one row each. */
const CONSTITUENT_HOLDINGS: View = {
  name: 'constituent_holdings',
  select: `SELECT id, holds_from, holds_until, types, severities, kind, text, first, last, prefix,
      if(kind = 'domain', text, '') AS name, if(kind = 'asn', toUInt32OrZero(text), 0) AS asn,
      if(kind = 'country', text, '') AS country
    FROM (
      SELECT *, holding.1 AS kind, holding.2 AS text, splitByChar('/', text) AS parts,
        toUInt8(if(length(parts) = 1, 128, toUInt8OrZero(parts[2]) + if(position(text, ':') = 0, 96, 0))) AS prefix,
        IPv6CIDRToRange(if(kind = 'network', toIPv6OrDefault(parts[1]), toIPv6('::')), prefix) AS range,
        range.1 AS first, range.2 AS last
      FROM (
        SELECT *, arrayJoin(arrayConcat(${named('domain', 'domains')}, ${named('network', 'networks')},
          ${named('asn', 'arrayMap(asn -> toString(asn), asns)')}, ${named('country', 'countries')})) AS holding
        FROM ${CONSTITUENT_PERIODS.name}))`,
};

export const CONSTITUENT_TABLES: DeclaredTables = {
  steps: [
    {
      number: 15,
      title: 'constituents',
      statements: [CONSTITUENT_VERSIONS, CONSTITUENTS, CONSTITUENT_PERIODS, CONSTITUENT_HOLDINGS],
    },
  ],
  readable: [CONSTITUENTS, CONSTITUENT_PERIODS, CONSTITUENT_HOLDINGS, CONSTITUENT_VERSIONS],
};
