// Everything about one report type.
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Severity } from '../../parts/severity.tsx';
import { isWebAddress } from '../../parts/web-address.ts';
import { counted } from '../../words/en.ts';

type Type = AnswerOf<'type'>;

export function OneType({ id }: { readonly id: string }) {
  return (
    <AnswerView of={id} request={(signal) => ask('type', { params: { type: id }, signal })}>
      {(type) => <Shown type={type} />}
    </AnswerView>
  );
}

function Shown({ type }: { readonly type: Type }) {
  const { id, title, loaded, link, columns } = type;
  return (
    <>
      <h2>
        {title} <span class="soft">{id}</span>
      </h2>
      {!type.is_known && (
        <p class="strip is-partial">
          This type is not in the catalogue. Its facts are those of loaded reports, and guesses from its name.
        </p>
      )}
      <Facts
        facts={[
          ['Severity', <Severity key="" severity={type.severity} />],
          ['Classification', type.classification],
          ['Group', type.group],
          ['Addresses', type.addresses],
          ['Issued', type.issued],
          ['Subject in', type.subject.join(', else ')],
          ['CVE ids in', type.cve_columns.join(', ') || 'no column'],
          ["Publisher's name", type.name],
          ['Legacy names', type.legacy_names.join(', ') || 'none'],
          [
            'Documentation',
            isWebAddress(link) ? (
              <a href={link} rel="noopener noreferrer" target="_blank">
                {link}
              </a>
            ) : (
              'none'
            ),
          ],
          ['Columns', columns.join(', ') || 'not known'],
          ['Loaded', loaded === null ? 'nothing' : loadedInWords(loaded)],
        ]}
      />
      {loaded && (
        <p>
          <a href={`/findings?where=${encodeURIComponent(`type=${id}`)}`}>Findings of this type</a> ·{' '}
          <a href={`/reports?type=${encodeURIComponent(id)}`}>Its reports</a>
        </p>
      )}
      <Command words={['sundial', 'types', id]} />
    </>
  );
}

function loadedInWords({ reports, rows, first_day, last_day, lists }: NonNullable<Type['loaded']>): string {
  return `${counted(reports, 'report')} with ${counted(rows, 'row')} from ${first_day} to ${last_day}, of ${lists.join(', ')}`;
}
