// The decisions that a digest has to make, as plain code over the whole history, to check the SQL that decides.

/** A part of 192.0.2.0/24. */
export interface ListedNetwork {
  /** The last byte of its first address, and the number of addresses. */
  readonly first: number;
  readonly size: number;
}

export interface ModelEntry extends ListedNetwork {
  /** The numbers of the first and last day on which the entry counts. */
  readonly from: number;
  readonly until: number;
}

/** The days on which a host was reported, with their severities. */
export interface ModelHost {
  readonly last: number;
  readonly seen: ReadonlyMap<number, number>;
}

export interface ModelRules {
  readonly own: ListedNetwork;
  readonly devices: readonly ListedNetwork[];
  readonly entries: readonly ModelEntry[];
  readonly recentDays: number;
}

const holds = ({ first, size }: ListedNetwork, last: number) => last >= first && last < first + size;

/**
 * The decision on a host on each day on which it is seen, as `handle new`, `whitelisted 0 2` (the indexes of the
 * entries) and so on.
 */
export function decisionsOf({ last, seen }: ModelHost, rules: ModelRules): Map<number, string> {
  const said = new Map<number, string>();
  let told: number | undefined;
  let worst = 0;
  let wasWhitelisted = false;
  let hasRisen = false;
  for (const [day, severity] of [...seen].sort(([a], [b]) => a - b)) {
    if (severity > worst && worst > 0) hasRisen = true;
    worst = Math.max(worst, severity);
    const listed = rules.entries.flatMap((entry, at) =>
      holds(entry, last) && entry.from <= day && entry.until >= day ? [at] : [],
    );
    const reason = () => {
      if (hasRisen && told !== undefined) return 'severity_rose';
      if (wasWhitelisted) return 'whitelist_ended';
      if (told === undefined) return 'new';
      return day - told >= rules.recentDays ? 'repeat' : '';
    };
    const decided = (() => {
      if (!holds(rules.own, last)) return 'not_ours';
      if (!rules.devices.some((device) => holds(device, last))) return 'unknown';
      if (listed.length > 0) return ['whitelisted', ...listed].join(' ');
      return reason() === '' ? 'recent' : `handle ${reason()}`;
    })();
    said.set(day, decided);
    wasWhitelisted = decided.startsWith('whitelisted');
    if (decided.startsWith('handle')) {
      told = day;
      hasRisen = false;
    }
  }
  return said;
}
