// Answers requests for the list of findings: selects them as "sundial findings" does, counts their states, groups them.
import { distinction } from '../../domain/distinction.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import {
  addCondition,
  findingGroups,
  parseQuery,
  readFindingFilter,
  readReporting,
} from '../../query/index.js';
import type { Finding, FindingFilter } from '../../store/index.js';
import { countStates, type FindingStanding, inState, standingsOf } from '../../triage/index.js';
import type { AnswerOf, QueryOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts, WebData } from './handler-parts.js';
import { legible } from './legible.js';

const { pageRows: PAGE_ROWS, groups: MOST_GROUPS } = WEB_LIMITS;

type Query = QueryOf<'findings'>;

export function findingHandlers({ data, clock }: HandlerParts): Pick<Handlers, 'findings'> {
  return {
    findings: async ({ query }) => {
      const { operator, catalogue } = data();
      const reporting = await readReporting(operator, catalogue);
      const filter = readFindingFilter(written(query), {
        ...{ catalogue, clock, reporting, findings: operator.findings },
        nameOf: (name) => name,
      });
      const states = await countStates(operator, filter);
      const asked = query.state ? inState(filter, query.state) : filter;
      return legible({
        ...{ newest_day: reporting.newestDay, states, page_rows: PAGE_ROWS },
        total: query.state
          ? states[query.state]
          : Object.values(states).reduce((sum, findings) => sum + findings, 0),
        rows: query.group ? [] : await rowsOf(data(), asked, query.page),
        groups: query.group ? await groupsOf(data(), asked, query.group) : null,
      });
    },
  };
}

/** @throws SundialError `usage`, `query-invalid` */
function written({ seen, date, since, subject, where }: Query): Parameters<typeof readFindingFilter>[0] {
  const query: Record<string, string[]> = {};
  for (const condition of where) addCondition(query, condition);
  return {
    ...{ new: seen === 'new', gone: seen === 'gone' },
    ...(date !== undefined && { date }),
    ...(since !== undefined && { since }),
    ...(subject !== undefined && { subject }),
    conditions: parseQuery(where.length > 0 ? { query } : {}),
  };
}

async function rowsOf(
  { operator, catalogue }: WebData,
  filter: FindingFilter,
  page: number,
): Promise<AnswerOf<'findings'>['rows']> {
  const found = await operator.findings.list(filter, PAGE_ROWS, (page - 1) * PAGE_ROWS);
  const standings = await standingsOf(
    operator,
    found.map(({ id }) => id),
  );
  return found.map((row) => rowOf(row, standings.get(row.id)!, catalogue.describe(row.type).title));
}

function rowOf(
  finding: Finding,
  { state, since, ...standing }: FindingStanding,
  title: string,
): AnswerOf<'findings'>['rows'][number] {
  const { id, type, subject, severity, cves, kev, hostname, asn, geo } = finding;
  const { list, first_seen, last_seen, days, missed } = finding;
  return {
    ...{ id, type, title, subject, at: distinction(finding), severity, hostname, asn, geo },
    ...{ cves: [...cves], is_exploited: kev },
    ...{ list, first_seen, last_seen, days, missed, state, state_since: since, ...standing },
  };
}

async function groupsOf(
  { operator }: WebData,
  filter: FindingFilter,
  by: NonNullable<Query['group']>,
): Promise<NonNullable<AnswerOf<'findings'>['groups']>> {
  const { total, groups } = await findingGroups(operator, filter, by, MOST_GROUPS);
  return { total, rows: groups.map(({ condition = null, ...group }) => ({ ...group, condition })) };
}
