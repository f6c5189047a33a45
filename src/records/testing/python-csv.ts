// The reference reading of CSV (decisions.md#the-reference-reading): Python's csv module, run in one child process
// for many files.
import { spawnSync } from 'node:child_process';

/** A record as Python reads it. Each character of a cell is one byte of the file. */
export interface ReferenceRecord {
  /** Physical line on which the record begins. */
  readonly line: number;
  /** Undefined if an unclosed quote reaches the end of the file: reading continues after the line with the quote. */
  readonly cells: readonly string[] | undefined;
}

/**
 * Detects an unclosed quote by appending a line to the file: if all quotes are closed, that line is a separate
 * record. Text after the line with an unclosed quote is then read as a separate file.
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

/** Why the reference is unavailable; undefined if it is available. Continuous integration requires it. */
export function pythonIsMissing(): string | undefined {
  const found = spawnSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 11)']);
  if (found.status === 0) return undefined;
  const reason = 'python3 (3.11 or newer, the reference for reading CSV) is not installed';
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Reads files with Python. Each result is a list of records, in which blank lines are records without cells. */
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
