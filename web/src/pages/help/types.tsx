// The report types of the catalogue, to be searched.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Severity } from '../../parts/severity.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { counted } from '../../words/en.ts';

type Type = AnswerOf<'types'>['types'][number];

export function Types() {
  const [text, setText] = useState('');
  return (
    <>
      <search class="filters">
        <label class="is-wide">
          Search
          <input
            type="search"
            value={text}
            placeholder="ntp, honeypot, malicious-code"
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </search>
      <AnswerView of="types" request={(signal) => ask('types', { signal })}>
        {({ types }) => <Found types={types.filter((type) => hasText(type, text))} />}
      </AnswerView>
      <Command words={['sundial', 'types']} />
    </>
  );
}

function Found({ types }: { readonly types: readonly Type[] }) {
  return (
    <>
      <p class="soft" role="status">
        {counted(types.length, 'type')}
      </p>
      {types.length > 0 && (
        <Table label="Report types" columns={COLUMNS} rows={types} keyOf={({ id }) => id} />
      )}
    </>
  );
}

const COLUMNS: readonly Column<Type>[] = [
  { title: 'Type', isHead: true, cell: ({ id }) => <a href={`/help/${encodeURIComponent(id)}`}>{id}</a> },
  { title: 'Title', cell: ({ title }) => title },
  { title: 'Severity', cell: ({ severity }) => <Severity severity={severity} /> },
  { title: 'Classification', cell: ({ classification }) => classification },
  { title: 'Group', cell: ({ group }) => group },
  { title: 'Addresses', cell: ({ addresses }) => addresses },
  { title: 'Issued', cell: ({ issued }) => issued },
];

/** Whether each word is somewhere in the type's texts. */
function hasText(type: Type, text: string): boolean {
  const texts = Object.values(type).join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.includes(word));
}
