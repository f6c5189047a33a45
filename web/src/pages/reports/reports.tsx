// Reports: the calendar, all versions, one report, files that failed, runs and sources.
import type { PageProps } from '../../app/pages.ts';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { Calendar } from './calendar.tsx';
import { FailedFiles } from './failed-files.tsx';
import { OneReport } from './one-report.tsx';
import { Runs } from './runs.tsx';
import { Sources } from './sources.tsx';
import { Versions } from './versions.tsx';
import './reports.css';

/** The views by the second part of the address; all others are one report. */
const VIEWS = {
  '': { title: 'Calendar', View: Calendar },
  versions: { title: 'All reports', View: Versions },
  failed: { title: 'Failed files', View: FailedFiles },
  runs: { title: 'Runs', View: Runs },
  sources: { title: 'Sources', View: Sources },
};
type ViewName = keyof typeof VIEWS;

export function ReportsPage({ part = '', query }: PageProps) {
  const known = Object.hasOwn(VIEWS, part) ? VIEWS[part as ViewName] : undefined;
  return (
    <section class="page reports">
      <h1>Reports</h1>
      <ViewTabs root="reports" views={VIEWS} shown={part} />
      {known ? <known.View query={query} /> : <OneReport id={part} />}
    </section>
  );
}
