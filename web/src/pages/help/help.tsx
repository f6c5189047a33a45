// The help: report types with what they mean, and the fields of queries.
import type { PageProps } from '../../app/pages.ts';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { Fields } from './fields.tsx';
import { OneType } from './one-type.tsx';
import { Types } from './types.tsx';

/** The views by the second part of the address; all others are one report type. */
const VIEWS = {
  '': { title: 'Report types', View: Types },
  fields: { title: 'Fields of queries', View: Fields },
};

export function HelpPage({ part = '' }: PageProps) {
  const known = Object.hasOwn(VIEWS, part) ? VIEWS[part as keyof typeof VIEWS] : undefined;
  return (
    <section class="page">
      <h1>Help</h1>
      <ViewTabs root="help" views={VIEWS} shown={part} />
      {known ? <known.View /> : <OneType id={part} />}
    </section>
  );
}
