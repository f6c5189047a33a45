// Makes the text lists of stored loads that have none, in pieces that bound the memory and the work lost by a kill.
import { LISTED_COLUMNS, REST, TAGS } from '../../domain/listed-texts.js';
import type { Engine, Parameters } from '../engine/engine.js';
import { removeLists } from './remove-lists.js';

/** Live loads with events and without lists. */
export const UNLISTED = `reports WHERE state = 'live' AND events_state = 'kept' AND accepted > 0
  AND load NOT IN (SELECT load FROM text_lists WHERE column = '')`;

/** Called with the numbers of completed loads and of all; lists are no longer made once it returns false. */
export type ListProgress = (done: number, of: number) => boolean;

/** Lines that one statement reads at most, unless a load of few lines follows another one. */
const PIECE_LINES = 65_536;
const SETTINGS =
  'SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 8192, max_bytes_before_external_group_by = 134217728';

interface Unlisted {
  readonly load: number;
  readonly day: string;
  readonly rows: number;
}

/** Makes the missing lists, those of the newest days first. */
export async function listStored(engine: Engine, progress: ListProgress): Promise<void> {
  const loads = await engine.rows<Unlisted>(
    `SELECT load, toString(report_date) AS day, toUInt32(accepted + duplicate) AS rows FROM ${UNLISTED}
     ORDER BY report_date DESC, load`,
  );
  let done = 0;
  for (const piece of piecesOf(loads)) {
    await listPiece(engine, piece);
    done += piece.length;
    if (!progress(done, loads.length)) return;
  }
}

/** Loads of one day each, so many that they have about the lines of a piece together. */
function piecesOf(loads: readonly Unlisted[]): Unlisted[][] {
  const pieces: Unlisted[][] = [];
  let rows = 0;
  for (const load of loads) {
    const last = pieces.at(-1);
    if (last && last[0]!.day === load.day && rows + load.rows <= PIECE_LINES) last.push(load);
    else {
      pieces.push([load]);
      rows = 0;
    }
    rows += load.rows;
  }
  return pieces;
}

async function listPiece(engine: Engine, piece: readonly Unlisted[]): Promise<void> {
  const within = { day: piece[0]!.day, loads: piece.map(({ load }) => load) };
  // What a kill left of these lists would be stored twice.
  await removeLists(engine, within.loads, `report_date = toDate('${within.day}')`);
  const [lines] = await engine.rows<{ last: number }>(
    `SELECT max(line) AS last FROM event_rows WHERE ${WITHIN}`,
    within,
  );
  for (let from = 0; from <= lines!.last; from += PIECE_LINES)
    await engine.run(LIST, { ...within, from, to: from + PIECE_LINES } satisfies Parameters);
  // Last, because it tells that the load's lists are complete.
  await engine.run(
    `INSERT INTO text_lists (load, report_type, report_date, column, text)
     SELECT load, report_type, report_date, '', '' FROM reports WHERE load IN {loads:Array(UInt32)}`,
    within,
  );
}

const WITHIN = 'report_date = toDate({day:String}) AND load IN {loads:Array(UInt32)}';

const CELLS = [...LISTED_COLUMNS].flatMap(([name, listed]) => {
  if (name === TAGS) return [];
  // Only whether there is a value counts.
  if (listed === 'mark')
    return [`('${name}', if(\`${name}\` != defaultValueOfArgumentType(\`${name}\`), ' ', ''))`];
  return [`('${name}', toString(\`${name}\`))`];
});

const MARKED = [...LISTED_COLUMNS].filter(([, listed]) => listed === 'mark').map(([name]) => `'${name}'`);

/** Lists the texts of some lines of some loads of a day. */
const LIST = `INSERT INTO text_lists (load, report_type, report_date, column, text)
  SELECT load, any(report_type), any(report_date), cell.1 AS name,
    if(name IN (${MARKED.join(', ')}), '', arrayStringConcat(groupUniqArray(cell.2), '\\n'))
  FROM (
    SELECT load, report_type, report_date, arrayJoin(arrayConcat(
      arrayFilter(cell -> cell.2 != '', [${CELLS.join(', ')}]),
      arrayMap(tag -> ('${TAGS}', toString(tag)), tags),
      arrayMap(text -> ('${REST}', text), mapValues(rest)))) AS cell
    FROM event_rows WHERE ${WITHIN} AND line >= {from:UInt32} AND line < {to:UInt32})
  GROUP BY load, name ${SETTINGS}`;
