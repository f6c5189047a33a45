// What ECS says about every event of a report type: its kind and category, who observed it, and by which rule.
import type { Group, ReportType } from '../../catalogue/index.js';
import type { Severity } from '../../domain/event-columns.js';

/** The fields of ECS that classify an event; https://www.elastic.co/docs/reference/ecs/ecs-category-field-values-reference. */
export interface Categorisation {
  readonly kind: 'alert' | 'event';
  readonly category: readonly string[];
  readonly type: readonly string[];
}

const alert = (...category: string[]): Categorisation => ({ kind: 'alert', category, type: ['info'] });

/** By the taxonomy and type of RSIT; a taxonomy alone stands for its other types. */
export const CATEGORISATIONS: Readonly<Record<string, Categorisation>> = {
  'abusive-content': alert('email'),
  availability: alert('intrusion_detection', 'network'),
  fraud: alert('network'),
  'information-content-security': alert('intrusion_detection'),
  'information-gathering': alert('intrusion_detection', 'network'),
  'intrusion-attempts': alert('intrusion_detection', 'network'),
  'intrusion-attempts/brute-force': alert('intrusion_detection', 'authentication'),
  intrusions: alert('intrusion_detection'),
  'malicious-code': alert('malware', 'network'),
  'malicious-code/malware-distribution': alert('malware'),
  vulnerable: alert('vulnerability'),
  'other/blocklist': { kind: 'alert', category: ['threat'], type: ['indicator'] },
  other: { kind: 'event', category: ['network'], type: ['info'] },
};

export function categorisationOf({ classification }: Pick<ReportType, 'classification'>): Categorisation {
  const { taxonomy, type } = classification;
  return CATEGORISATIONS[`${taxonomy}/${type}`] ?? CATEGORISATIONS[taxonomy] ?? CATEGORISATIONS.other!;
}

/** The numbers that Elastic's detection rules use for the same words. */
export const SEVERITIES: Readonly<Record<Severity, number>> = {
  info: 0,
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
};

/** What the publisher observes with; '' if the group does not say. */
export const OBSERVERS: Readonly<Record<Group, string>> = {
  scan: 'scanner',
  population: 'scanner',
  honeypot: 'honeypot',
  sinkhole: 'sinkhole',
  sandbox: 'sandbox',
  compromised: '',
  other: '',
};
