// Checks that a query names one of the caller's own filters: a country, system, network or domain that it holds.
import { isWithin, parseAddress } from '../../../../domain/address.js';
import { SundialError } from '../../../../domain/errors.js';
import { hostName } from '../../../../domain/host-name.js';
import type { Grant } from '../../../../domain/scope.js';
import { readOperand } from '../../../../query/index.js';
import type { Holder } from '../../method.js';

type Conditions = Readonly<Record<string, readonly string[]>>;

type IsHeld = (text: string, grant: Grant) => boolean;

/** The fields that count as filters, in lower case. */
const FILTERS: Readonly<Record<string, IsHeld>> = {
  ...{ geo: isHeldCountry, dst_geo: isHeldCountry },
  ...{ asn: isHeldSystem, dst_asn: isHeldSystem },
  ...{ ip: isHeldRange, dst_ip: isHeldRange },
  ...{ domain: isHeldName, hostname: isHeldName, dst_hostname: isHeldName },
};

/**
 * Upstream refuses a query without such an attribute. One value that is held is enough, because the answer never has
 * rows of others. Holdings of all times count, because the rows of earlier days are still the holder's.
 *
 * @param conditions values by field; one of these sets has to name a holding
 * @throws SundialError `call-filter-missing`
 */
export function requireFilter(conditions: readonly Conditions[], holders: readonly Holder[]): void {
  const grants = holders.flatMap(({ scope }) => scope.grants);
  const isHeld = conditions.flatMap(Object.entries<readonly string[]>).some(([name, values]) => {
    const field = name.toLowerCase();
    if (!Object.hasOwn(FILTERS, field)) return false;
    return wanted(values).some((text) => grants.some((grant) => FILTERS[field]!(text, grant)));
  });
  if (!isHeld) throw new SundialError('call-filter-missing', {});
}

/** The values that rows may have, without the excluded ones. */
function wanted(values: readonly string[]): string[] {
  return values
    .map((value) => readOperand(value, false))
    .filter(({ role, compare }) => role !== 'not' && compare === 'is')
    .map(({ text }) => text.trim());
}

function isHeldCountry(text: string, { countries = [] }: Grant): boolean {
  return countries.includes(text.toUpperCase());
}

function isHeldSystem(text: string, { asns = [] }: Grant): boolean {
  const number = /^(?:AS)?(\d{1,10})$/i.exec(text)?.[1];
  return number !== undefined && asns.includes(Number(number));
}

function isHeldRange(text: string, { networks = [] }: Grant): boolean {
  const asked = parseAddress(text);
  return asked !== undefined && networks.some((network) => isWithin(asked, network));
}

/** Upstream writes a whole domain as `*.example.com`. */
function isHeldName(text: string, { domains = [] }: Grant): boolean {
  const name = hostName(text.replace(/^\*\./, ''));
  return name !== undefined && domains.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
