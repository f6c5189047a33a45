// Scopes of access: everything, or the rows of the networks, domains and countries for which an organisation is responsible.
import { type AddressRange, formatRange, parseAddress } from './address.js';
import { SEVERITIES, type Severity } from './event-columns.js';
import type { Everything } from './everything.js';
import { hostName } from './host-name.js';
import { isReportDate } from './report.js';

export type { Everything } from './everything.js';

/** Every query for rows requires a scope. */
export type Scope = Everything | RestrictedScope;

/**
 * A row is in a grant if its subject is in one of the holdings and the row is within all limits. A grant without holdings
 * contains no rows.
 */
export interface Grant {
  /** Holdings: autonomous systems, 1 or higher. */
  readonly asns?: readonly number[];
  /** A subject that is wider than a network is not in it, and IPv6 networks hold no IPv4 address. */
  readonly networks?: readonly AddressRange[];
  /** Names, and every name below them. */
  readonly domains?: readonly string[];
  /** Two-letter codes. */
  readonly countries?: readonly string[];

  /** Limits; omitted = no limit, empty = no rows. Ids of report types. */
  readonly types?: readonly string[];
  readonly severities?: readonly Severity[];
  /** Report dates: the first day on which the grant holds, and the first on which it no longer does. */
  readonly from?: string;
  readonly until?: string;
}

/** The rows in at least one of the grants. Without grants the scope contains no rows. */
export class RestrictedScope {
  private constructor(private readonly checked: readonly Grant[]) {}

  /**
   * Makes the scope of the given grants, with domains and countries normalised for comparison.
   *
   * @throws Error for a value that no grant can have. An ASN of 0 or an empty name means "none" in the store, and
   *   would match the rows that have none; the readers of grants from outside have refused such values before.
   */
  static of(grants: readonly Grant[]): RestrictedScope {
    return new RestrictedScope(grants.map(checkedGrant));
  }

  get grants(): readonly Grant[] {
    return this.checked;
  }
}

function checkedGrant(grant: Grant): Grant {
  const { asns, networks, domains, countries, severities, from, until } = grant;
  asns?.forEach((asn) => {
    if (!Number.isInteger(asn) || asn < 1 || asn > 0xffff_ffff) refuse('ASN', asn);
  });
  networks?.forEach(checkNetwork);
  severities?.forEach((severity) => {
    if (!SEVERITIES.includes(severity)) refuse('severity', severity);
  });
  for (const date of [from, until]) if (date !== undefined && !isReportDate(date)) refuse('date', date);
  return {
    ...grant,
    ...(domains && { domains: domains.map((name) => hostName(name) ?? refuse('domain', name)) }),
    ...(countries && { countries: countries.map(countryCode) }),
  };
}

/** Refuses a range that is not a network in CIDR notation, because it would be treated as the network around it. */
function checkNetwork(network: AddressRange): void {
  const same = parseAddress(formatRange(network));
  const isSame =
    same && !Buffer.compare(same.first, network.first) && !Buffer.compare(same.last, network.last);
  if (!isSame) refuse('network', formatRange(network));
}

function countryCode(text: string): string {
  const code = text.toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? code : refuse('country', text);
}

function refuse(what: string, value: unknown): never {
  throw new Error(`a scope cannot hold the ${what} ${JSON.stringify(value)}`);
}
