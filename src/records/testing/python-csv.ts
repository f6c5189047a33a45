// The reference reading of CSV (decisions.md#the-reference-reading): Python's csv module, asked in one child
// process about many files.
import { spawnSync } from 'node:child_process';

/** A record as Python reads it. Each character of a cell is one byte of the file. */
export interface ReferenceRecord {
  /** Physical line on which the record begins. */
  readonly line: number;
  /** Undefined where an unclosed quote ends the file: the reading goes on behind the line that holds the quote. */
  readonly cells: readonly string[] | undefined;
}

/**
 * An unclosed quote is told by a line put behind the file: if the quote is closed, that line is a record of its
 * own. What stands behind the quote's line is then read as a file of its own.
 */
const SCRIPT = `
import base64, csv, io, json, re, sys
csv.field_size_limit(sys.maxsize)
BREAK = re.compile(rb'\\r\\n|\\r|\\n')

def text(cell):
    return cell.encode('utf-8', 'surrogateescape').decode('latin-1')

def records(data, encoding, line):
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), newline='', encoding=encoding, errors='surrogateescape'))
    found = []
    before = 0
    for cells in reader:
        found.append([line + before, [text(cell) for cell in cells]])
        before = reader.line_num
    return found

def read(data):
    result = []
    encoding, line, start = 'utf-8-sig', 1, 0
    while True:
        found = records(data[start:], encoding, line)
        if not found:
            return result
        probe = records(data[start:] + b'\\nZ', encoding, line)
        if probe[-1][1] == ['Z']:
            return result + found
        last = found[-1]
        opened = len(data) - 1 - len(last[1][-1]) - last[1][-1].count('"')
        result += found[:-1] + [[last[0], None]]
        end = BREAK.search(data, opened)
        if end is None or end.end() == len(data):
            return result
        encoding, start = 'utf-8', end.end()
        line = 1 + len(BREAK.findall(data[:start]))

for case in sys.stdin:
    print(json.dumps(read(base64.b64decode(case))))
`;

/** Why the reference cannot be asked; undefined if it can. In continuous integration it has to be there. */
export function pythonIsMissing(): string | undefined {
  const found = spawnSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 11)']);
  if (found.status === 0) return undefined;
  const reason = 'python3 (3.11 or newer, the reference for reading CSV) is not installed';
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Reads files as Python does, each a list of records, blank lines being records without cells. */
export function readWithPython(files: readonly Uint8Array[]): ReferenceRecord[][] {
  const input = files.map((file) => `${Buffer.from(file).toString('base64')}\n`).join('');
  const { stdout, stderr, status } = spawnSync('python3', ['-c', SCRIPT], { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  const answers = stdout.toString().split('\n').slice(0, files.length);
  return answers.map((answer) =>
    (JSON.parse(answer) as [number, string[] | null][]).map(([line, cells]) => ({
      line,
      cells: cells ?? undefined,
    })),
  );
}
