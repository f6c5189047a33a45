// `sundial show`: everything known of one subject on one page.
import type { Command } from 'commander';
import { parseAddress } from '../../../domain/address.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { Finding, ScopedStore, SubjectQuery } from '../../../store/index.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import type { Workspace } from '../../frame/workspace.js';
import { findingJson } from '../findings/findings.js';
import { positive } from '../reports/reports.js';
import { type Page, pageText } from './show-page.js';

/** Ids shorter than this are taken for names. */
const ID = /^[0-9a-f]{6,32}$/i;

export function declareShow(program: Command, context: CliContext): void {
  const command = program
    .command('show')
    .description('show everything known of an address, network, host, account or URL')
    .argument('<subject>', 'an address, a network, a name, or the id of a finding (6 digits or more)')
    .option('--limit <n>', 'how many findings, events and reports of each', positive, 20);
  bindAction(command, context, async ([subject = ''], options) => {
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, async (workspace) => {
      const page = await readPage(subject, options.limit as number, workspace);
      context.print(options.json ? JSON.stringify(pageJson(page)) : pageText(page));
      return EXIT.done;
    });
  });
}

/** @throws SundialError `subject-unknown`, or `usage` for the start of several ids */
async function readPage(asked: string, limit: number, { operator }: Workspace): Promise<Page> {
  const query = await subjectOf(asked, operator);
  const filter = 'range' in query ? { range: query.range } : { name: query.name };
  const findings = await operator.findings.list(filter, limit);
  if (findings.length === 0) throw new SundialError('subject-unknown', { subject: asked });
  const history = operator.historyOf(query);
  const [total, latest, days, events, reports] = await Promise.all([
    operator.findings.count(filter),
    operator.findings.latestDay(),
    history.days(),
    history.events(limit),
    history.reports(limit),
  ]);
  return {
    subject: 'name' in query ? query.name : asked,
    latest: latest!,
    total,
    findings,
    days,
    events,
    reports,
  };
}

async function subjectOf(asked: string, { findings }: ScopedStore): Promise<SubjectQuery> {
  const range = parseAddress(asked.trim());
  if (range) return { range };
  if (!ID.test(asked) || (await findings.count({ name: asked })) > 0) return { name: asked };
  const found = await findings.list({ id: asked.toLowerCase() }, 2);
  if (found.length > 1)
    throw new SundialError('usage', { problem: `"${asked}" begins several ids; give more digits` });
  return found[0] ? ofFinding(found[0]) : { name: asked };
}

function ofFinding({ subject, subject_kind }: Finding): SubjectQuery {
  const range = subject_kind === 'ip' || subject_kind === 'network' ? parseAddress(subject) : undefined;
  return range ? { range } : { name: subject };
}

function pageJson(page: Page): object {
  return { ...page, findings: page.findings.map((finding) => findingJson(finding)) };
}
