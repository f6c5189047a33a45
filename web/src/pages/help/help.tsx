// The help: report types with what they mean, the fields of queries, keys, and the API.
import type { PageProps } from '../../app/pages.ts';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { Api } from './api.tsx';
import { Fields } from './fields.tsx';
import { Keys } from './keys.tsx';
import { OneType } from './one-type.tsx';
import { Types } from './types.tsx';

/** The views by the second part of the address; all others are one report type. */
const VIEWS = {
  '': { title: 'Report types', View: Types },
  fields: { title: 'Fields of queries', View: Fields },
  keys: { title: 'Keys', View: Keys },
  api: { title: 'API', View: Api },
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
