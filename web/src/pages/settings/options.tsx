// The options of the service, as they were when it began; the configuration changes them.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { type Column, Table } from '../../parts/table.tsx';

type Option = AnswerOf<'settings'>['options'][number];

export function Options() {
  const [areAll, setAll] = useState(false);
  return (
    <>
      <p class="soft">
        As they were when the service began. The configuration file, the environment and flags set them;
        secrets are masked.
      </p>
      <label class="choice">
        <input type="checkbox" checked={areAll} onChange={(event) => setAll(event.currentTarget.checked)} />
        Also those with their default
      </label>
      <AnswerView of="settings" request={(signal) => ask('settings', { signal })}>
        {({ options }) => (
          <Sections options={options.filter(({ source }) => areAll || source !== 'default')} />
        )}
      </AnswerView>
      <Command words={['sundial', 'config']} />
    </>
  );
}

function Sections({ options }: { readonly options: readonly Option[] }) {
  if (options.length === 0) return <p class="empty">All options have their defaults.</p>;
  const sections = [...new Set(options.map(({ section }) => section))];
  return (
    <>
      {sections.map((section) => (
        <section key={section}>
          <h2>{section || 'Sources, outputs and enrichers'}</h2>
          <Table
            label={section || 'Sources, outputs and enrichers'}
            columns={COLUMNS}
            rows={options.filter((option) => option.section === section)}
            keyOf={({ name }) => name}
          />
        </section>
      ))}
    </>
  );
}

const COLUMNS: readonly Column<Option>[] = [
  {
    title: 'Option',
    isHead: true,
    cell: ({ name, description }) => (
      <>
        <code>{name}</code>
        {description && <div class="soft">{description}</div>}
      </>
    ),
  },
  {
    title: 'Value',
    cell: ({ value }) => (value === '' ? <span class="soft">not set</span> : <code>{value}</code>),
  },
  { title: 'From', cell: ({ source }) => source },
];
