// The context of triage, from an open workspace.
import { type TriageContext, triageRules } from '../../triage/index.js';
import type { CliContext } from './context.js';
import type { Workspace } from './workspace.js';

/** @throws SundialError `config-invalid` */
export function triageContext(
  { operator, catalogue, settings }: Workspace,
  { clock }: Pick<CliContext, 'clock'>,
): TriageContext {
  return { store: operator, catalogue, clock, rules: triageRules(settings) };
}
