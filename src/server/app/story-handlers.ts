// Answers requests about one finding: its history, and why its owner was told or not.
import { dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { requireFinding, subjectFilter } from '../../query/index.js';
import type { Finding } from '../../store/index.js';
import {
  CLOSED_DAY_TABLES,
  closedDaysOf,
  describeSteps,
  explain,
  type FindingDecision,
  storyOf,
} from '../../triage/index.js';
import type { Handlers } from './endpoints.js';
import { briefOf, factsOf, stripUntil } from './finding-briefs.js';
import type { HandlerParts } from './handler-parts.js';
import { KeptFigures } from './kept-figures.js';
import { legible } from './legible.js';

/** Decisions and events of one answer, and other findings of the subject. */
const MOST_ROWS = 50;

export function storyHandlers({ data, clock, rules }: HandlerParts): Pick<Handlers, 'finding' | 'explain'> {
  const findingOf = async (id = ''): Promise<Finding> => {
    // The pages name whole ids; commands take the start of one.
    if (!/^[0-9a-f]{32}$/.test(id)) throw new SundialError('finding-unknown', { id: id.slice(0, 40) });
    return requireFinding(data().operator, id);
  };
  const closedDays = new KeptFigures<string[]>(() => data().store.written(CLOSED_DAY_TABLES));
  return {
    finding: async ({ params }) => {
      const { operator, catalogue } = data();
      const finding = await findingOf(params.id);
      const { id, type, list, subject } = finding;
      const newestDay = (await operator.findings.latestDay()) ?? finding.last_seen;
      const [story, closed, same] = await Promise.all([
        storyOf(operator, finding, MOST_ROWS),
        closedDays.get([list, type, newestDay].join('\0'), () =>
          closedDaysOf(operator, catalogue, { list, type }, newestDay),
        ),
        operator.findings.list(subjectFilter(subject), MOST_ROWS),
      ]);
      const others = same.filter((other) => other.id !== id);
      const steps = await describeSteps(operator.questions, [id, ...others.map((other) => other.id)]);
      const brief = (each: Finding) => briefOf(each, steps.get(each.id), catalogue);
      return legible({
        ...brief(finding),
        ...whatOf(finding),
        link: catalogue.describe(type).link ?? null,
        step: steps.get(id)?.step ?? 0,
        dates: stripUntil(newestDay),
        seen: [...story.days],
        closed,
        changes: story.changes.map((change) => ({ ...change })),
        decisions: story.decisions.map(decisionOf),
        evidence: story.events.map(({ tags, ...event }) => ({ ...event, type, subject, tags: [...tags] })),
        others: others.map(brief),
      });
    },
    explain: async ({ params, query }) => {
      const { operator, catalogue } = data();
      const finding = await findingOf(params.id);
      const context = { store: operator, catalogue, rules, clock };
      const [explained] = await explain(context, [finding], query.date ?? dateOf(clock()));
      const { state, decision, rules: checked } = explained!;
      return legible({ state, decision, rules: [...checked] });
    },
  };
}

function whatOf(finding: Finding) {
  const { highest_severity, cves, kev, epss, tags, events, list } = finding;
  return {
    ...{ highest_severity, cves: [...cves], is_exploited: kev, epss, tags: [...tags], events, list },
    facts: factsOf([finding]),
  };
}

const NEVER = '1970-01-01';

function decisionOf({ date, decision, reason, told_on, device, owner, entries }: FindingDecision) {
  const told = told_on === NEVER ? null : told_on;
  return { date, decision, reason, told_on: told, device, owner, entries: [...entries] };
}
