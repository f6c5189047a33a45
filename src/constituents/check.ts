// Checks the constituents: overlaps, space that is not theirs, missing contacts, and events that belong to none of them.
import { type AddressRange, isWithin, parseAddress } from '../domain/address.js';
import { addDays } from '../domain/days.js';
import { type Grant, RestrictedScope } from '../domain/scope.js';
import { EventQueries, type ValueCounts } from '../query/index.js';
import type { ConstituentContext } from './change.js';
import { type Constituent, HOLDINGS } from './constituent.js';
import { Constituents, holdingsOf, limitsOf } from './constituents.js';
import { contactText } from './contacts.js';
import { type Overlap, overlapsOf } from './overlaps.js';

export interface CheckRequest {
  /** The day whose constituents are checked. */
  readonly date: string;
  /** The number of days up to that day whose events are counted. */
  readonly days: number;
  /** The networks that are the operator's; none = any network may be a constituent's. */
  readonly ownNetworks: readonly AddressRange[];
}

/** A fault of one constituent. */
export interface Finding {
  readonly id: string;
  readonly problem:
    | 'private network'
    | 'foreign network'
    | 'contact without address'
    | 'no contact'
    | 'no holdings';
  /** The network or contact. */
  readonly about: string;
}

/** Events that would reach no constituent as they are described now, whenever a description began to count. */
export interface Gaps {
  readonly from: string;
  readonly to: string;
  /** All events. */
  readonly events: number;
  /** Events in no holding, and their most frequent types, autonomous systems and countries. */
  readonly unheld: number;
  readonly types: ValueCounts['values'];
  readonly asns: ValueCounts['values'];
  readonly countries: ValueCounts['values'];
  /** Events in a holding, but of types or severities that no holder gets. */
  readonly limited: number;
}

export interface CheckAnswer {
  readonly constituents: number;
  readonly findings: readonly Finding[];
  readonly overlaps: readonly Overlap[];
  readonly gaps: Gaps;
}

export async function checkConstituents(
  context: ConstituentContext,
  request: CheckRequest,
): Promise<CheckAnswer> {
  const constituents = [...(await new Constituents(context.store).asOf(request.date)).values()];
  return {
    constituents: constituents.length,
    findings: constituents.flatMap((each) => findingsOf(each, request.ownNetworks)),
    overlaps: overlapsOf(constituents),
    gaps: await gapsOf(context, constituents, request),
  };
}

/** Space that is used inside of organisations or by no host (RFC 6890): no report can be about an address in it. */
const PRIVATE = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.168.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].map((text) => parseAddress(text)!);

function findingsOf(constituent: Constituent, ownNetworks: readonly AddressRange[]): Finding[] {
  const { id, networks, contacts } = constituent;
  const found = (problem: Finding['problem'], about = ''): Finding => ({ id, problem, about });
  const spaces = networks.flatMap((about) => {
    const network = parseAddress(about)!;
    if (PRIVATE.some((space) => isWithin(network, space))) return [found('private network', about)];
    const isForeign = ownNetworks.length > 0 && !ownNetworks.some((own) => isWithin(network, own));
    return isForeign ? [found('foreign network', about)] : [];
  });
  return [
    ...(HOLDINGS.every((field) => constituent[field].length === 0) ? [found('no holdings')] : []),
    ...spaces,
    ...(contacts.length === 0 ? [found('no contact')] : []),
    ...contacts
      .filter(({ email }) => email === '')
      .map((contact) => found('contact without address', contactText(contact))),
  ];
}

/** The values of each field to name. */
const NAMED = 5;

async function gapsOf(
  { store, catalogue }: ConstituentContext,
  constituents: readonly Constituent[],
  { date: to, days }: CheckRequest,
): Promise<Gaps> {
  const from = addDays(to, 1 - days);
  const clock = () => new Date(`${to}T00:00:00Z`);
  const query = { date: `${from}:${to}` };
  const queries = (grants: readonly Grant[]) =>
    new EventQueries({ store: store.outside(RestrictedScope.of(grants)), catalogue, clock });
  const all = new EventQueries({ store, catalogue, clock });
  const unheld = queries(merged(constituents, () => ''));
  const unwanted = queries(merged(constituents, (each) => JSON.stringify(limitsOf(each))));
  const { count } = await unheld.count(query);
  const values = async (facet: string) =>
    count === 0 ? [] : (await unheld.facet({ ...query, facet, limit: NAMED })).values;
  return {
    from,
    to,
    events: (await all.count(query)).count,
    unheld: count,
    types: await values('type'),
    asns: await values('asn'),
    countries: await values('geo'),
    limited: (await unwanted.count(query)).count - count,
  };
}

/** One grant for all constituents with the same limits, because a condition for each of hundreds would be slow. */
function merged(constituents: readonly Constituent[], limitOf: (each: Constituent) => string): Grant[] {
  const groups = new Map<string, Constituent[]>();
  for (const each of constituents) groups.set(limitOf(each), [...(groups.get(limitOf(each)) ?? []), each]);
  return [...groups].map(([limit, members]) => {
    const held = members.map(holdingsOf);
    return {
      asns: [...new Set(held.flatMap(({ asns = [] }) => asns))],
      networks: held.flatMap(({ networks = [] }) => networks),
      domains: [...new Set(held.flatMap(({ domains = [] }) => domains))],
      countries: [...new Set(held.flatMap(({ countries = [] }) => countries))],
      ...(limit !== '' && limitsOf(members[0]!)),
    };
  });
}
