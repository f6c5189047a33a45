// Explains the findings of a subject that a person names.
import { SundialError } from '../domain/errors.js';
import { subjectFilter } from '../query/index.js';
import { type Explanation, explain } from './explain.js';
import type { TriageContext } from './lifecycle.js';
import { typesOf } from './type-names.js';

export interface ExplainRequest {
  /** An address, a network or a name. */
  readonly subject: string;
  /** A report type's id, short name or group; undefined = all types. */
  readonly type: string | undefined;
  /** The day whose rules apply (YYYY-MM-DD). */
  readonly date: string;
  /** Maximum number of findings. */
  readonly limit: number;
}

/** @throws SundialError `subject-unknown`, `type-unknown`, `type-ambiguous` */
export async function explainSubject(
  context: TriageContext,
  { subject, type, date, limit }: ExplainRequest,
): Promise<Explanation[]> {
  const types = type === undefined ? [] : await typesOf(context, type);
  const filter = { ...subjectFilter(subject), ...(types.length > 0 && { types }) };
  const findings = await context.store.findings.list(filter, limit);
  if (findings.length === 0) throw new SundialError('subject-unknown', { subject });
  return explain(context, findings, date);
}
