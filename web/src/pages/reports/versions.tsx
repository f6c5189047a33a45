// All versions of reports, the newest first.
import { ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Pager } from '../../parts/pager.tsx';
import { counted } from '../../words/en.ts';
import { ReportFilters } from './report-filters.tsx';
import { VersionTable } from './version-table.tsx';

export function Versions({ query }: { readonly query: string }) {
  const view = new URLSearchParams(query);
  return (
    <>
      <ReportFilters query={query} hasDate />
      <AnswerView of={query} request={(signal) => ask('reports', { query, signal })}>
        {({ total, page_rows, rows }) =>
          total === 0 ? (
            <p class="empty">No report matches.</p>
          ) : (
            <>
              <p class="soft">{counted(total, 'report')} with earlier versions</p>
              <VersionTable label="Reports" rows={rows} />
              <Pager
                page={Number(view.get('page') ?? 1)}
                pageRows={page_rows}
                shown={rows.length}
                total={total}
              />
            </>
          )
        }
      </AnswerView>
      <Command words={reportsCommand(view)} />
    </>
  );
}

/** The command that lists the same reports. */
export function reportsCommand(view: URLSearchParams): string[] {
  const named = ['type', 'date', 'list'].flatMap((name) => {
    const value = view.get(name);
    return value === null ? [] : [`--${name}`, value];
  });
  return ['sundial', 'reports', ...named];
}
