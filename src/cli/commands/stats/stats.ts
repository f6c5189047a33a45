// `sundial stats`: events per day and report type, country, ASN, severity or tag, as a chart, a table or JSON.

import { type Command, Option } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import type { StatsBy } from '../../../query/index.js';
import { json } from '../../../text/index.js';
import { addFilters, type FilterOptions, readFilters } from '../../filters/query-filters.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { openQueries } from '../../frame/open-queries.js';
import { table } from '../../print/table.js';
import { statsChart } from './stats-chart.js';

const BY = ['type', 'geo', 'asn', 'severity', 'tag'] as const satisfies readonly StatsBy[];
const FORMATS = ['chart', 'table', 'json'] as const;
const VALUES = 20;

type Options = GlobalOptions &
  FilterOptions & {
    readonly by: StatsBy;
    readonly limit: number;
    readonly format: (typeof FORMATS)[number];
  };

export function declareStats(program: Command, context: CliContext): void {
  const command = addFilters(
    program.command('stats').description('count stored events by day and report type, or another property'),
  )
    .addOption(new Option('--by <property>', 'the property to count by').choices(BY).default('type'))
    .option('--limit <n>', 'the number of values in the chart, the most frequent first', positive, VALUES)
    .addOption(new Option('--format <format>', 'the output format').choices(FORMATS).default('chart'));
  bindAction<Options>(command, context, async (_args, options) => {
    const query = await readFilters(options);
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, async (workspace) => {
      const queries = await openQueries(workspace, context, options);
      const answer = await interruptible(context, (signal) => queries.stats(query, options.by, { signal }));
      for (const note of answer.notes) context.note(`note: ${note}`);
      const { by, rows } = answer;
      if (options.json || options.format === 'json') context.print(json({ by, rows }));
      else if (rows.length === 0) context.print('No event matches.');
      else if (options.format === 'chart')
        context.print(statsChart(answer, options.limit, context.page.columns));
      else
        context.print(
          table(
            context.page,
            ['date', by, 'events'],
            rows.map(({ date, value, events }) => [date, value, events]),
            { right: [2] },
          ),
        );
      return EXIT.done;
    });
  });
}
