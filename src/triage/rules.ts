// The rules by which findings are decided, read from the options.
import type { Settings } from '../config/index.js';
import { type AddressRange, parseAddress } from '../domain/address.js';
import { SundialError } from '../domain/errors.js';
import { SEVERITIES, type Severity } from '../domain/event-columns.js';
import { hostName } from '../domain/host-name.js';

export interface TriageRules {
  /** Our networks and domains; if both are empty, only the inventory can declare what is ours. */
  readonly ownNetworks: readonly AddressRange[];
  readonly ownDomains: readonly string[];
  readonly recentDays: number;
  readonly recentDaysBySeverity: Readonly<Partial<Record<Severity, number>>>;
  readonly resolveMisses: number;
  readonly resolveSilentMisses: number;
  readonly resolveSporadicDays: number;
  readonly reopenDays: number;
  /** Empty = none. */
  readonly notifyCommand: string;
}

type RuleOptions = Pick<
  Settings,
  | 'own_networks'
  | 'recent_days'
  | 'recent_days_by_severity'
  | 'resolve_misses'
  | 'resolve_silent_misses'
  | 'resolve_sporadic_days'
  | 'reopen_days'
  | 'notify_command'
>;

/** Reads the rules. @throws SundialError `config-invalid` */
export function triageRules(settings: RuleOptions): TriageRules {
  const own = settings.own_networks.map((text) => ({ text, range: parseAddress(text) }));
  return {
    ownNetworks: own.flatMap(({ range }) => (range ? [range] : [])),
    ownDomains: own.flatMap(({ text, range }) => (range ? [] : [readDomain(text)])),
    recentDays: settings.recent_days,
    recentDaysBySeverity: Object.fromEntries(settings.recent_days_by_severity.map(readInterval)),
    resolveMisses: settings.resolve_misses,
    resolveSilentMisses: settings.resolve_silent_misses,
    resolveSporadicDays: settings.resolve_sporadic_days,
    reopenDays: settings.reopen_days,
    notifyCommand: settings.notify_command,
  };
}

/** Days during which the owner is not told again, for each severity from `none` upwards. */
export function intervalsOf(rules: TriageRules): number[] {
  return ['none' as const, ...SEVERITIES].map(
    (severity) => (severity !== 'none' && rules.recentDaysBySeverity[severity]) || rules.recentDays,
  );
}

function readDomain(text: string): string {
  const name = hostName(text.replace(/^\*?\./, ''));
  if (name) return name;
  throw new SundialError('config-invalid', {
    place: 'configuration',
    key: 'own_networks',
    problem: `holds "${text}"`,
    expected: 'networks and domains',
    example: '192.0.2.0/24',
  });
}

function readInterval(text: string): [Severity, number] {
  const [name, days] = text.split('=').map((part) => part.trim().toLowerCase());
  const severity = SEVERITIES.find((known) => known === name);
  if (severity && days && /^\d{1,4}$/.test(days) && Number(days) > 0) return [severity, Number(days)];
  throw new SundialError('config-invalid', {
    place: 'configuration',
    key: 'recent_days_by_severity',
    problem: `holds "${text}"`,
    expected: `SEVERITY=DAYS with one of ${SEVERITIES.join(', ')}`,
    example: 'critical=3',
  });
}
