// Reads the page of one subject: its findings, the days on which it was seen, its newest events and reports.
import { parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import type {
  Finding,
  ScopedStore,
  SubjectDay,
  SubjectEnrichment,
  SubjectEvent,
  SubjectQuery,
  SubjectReport,
} from '../../store/index.js';
import { findingWithId, isStartOfId } from './finding-id.js';

export interface SubjectPage {
  readonly subject: string;
  /** The newest day of any report, where timelines end. */
  readonly latest: string;
  /** The total number of findings; `findings` is limited. */
  readonly total: number;
  readonly findings: readonly Finding[];
  readonly days: readonly SubjectDay[];
  readonly events: readonly SubjectEvent[];
  readonly reports: readonly SubjectReport[];
  /** What enrichers knew about the subject's addresses; empty = no event was enriched. */
  readonly enriched: readonly SubjectEnrichment[];
}

/** Parses a subject: an address, a network or a name. */
export function subjectFilter(asked: string): SubjectQuery {
  const range = parseAddress(asked.trim());
  return range ? { range } : { name: asked };
}

/**
 * Reads the page of a subject within a scope.
 *
 * @param asked an address, a network, a name, or the start of a finding's id
 * @param limit maximum number of findings, of events and of reports
 * @throws SundialError `subject-unknown`; `usage` for the start of several ids
 */
export async function readSubjectPage(
  store: ScopedStore,
  asked: string,
  limit: number,
): Promise<SubjectPage> {
  const query = await subjectOf(store, asked);
  const filter = 'range' in query ? { range: query.range } : { name: query.name };
  const findings = await store.findings.list(filter, limit);
  if (findings.length === 0) throw new SundialError('subject-unknown', { subject: asked });
  const history = store.historyOf(query);
  const [total, latest, days, events, reports, enriched] = await Promise.all([
    store.findings.count(filter),
    store.findings.latestDay(),
    history.days(),
    history.events(limit),
    history.reports(limit),
    history.enriched(limit),
  ]);
  return {
    subject: 'name' in query ? query.name : asked,
    latest: latest!,
    total,
    findings,
    days,
    events,
    reports,
    enriched,
  };
}

/** A text that looks like an id is treated as a name if a finding has that name. */
async function subjectOf(store: ScopedStore, asked: string): Promise<SubjectQuery> {
  const query = subjectFilter(asked);
  if ('range' in query || !isStartOfId(asked)) return query;
  if ((await store.findings.count({ name: asked })) > 0) return query;
  const found = await findingWithId(store, asked);
  return found ? subjectOfFinding(found) : query;
}

function subjectOfFinding({ subject, subject_kind, lease_device }: Finding): SubjectQuery {
  if (lease_device !== undefined) return { name: lease_device };
  return subject_kind === 'ip' || subject_kind === 'network' ? subjectFilter(subject) : { name: subject };
}
