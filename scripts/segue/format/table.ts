export type Cell = string | number | null

/** Columns in line, numbers to the right, the first row as a heading. */
export function table(heading: string[], rows: Cell[][]): string {
  const text = [heading, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))]
  const widths = heading.map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)))
  const right = heading.map((_, column) => rows.every((row) => typeof row[column] === 'number'))
  const line = (row: string[]) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return text.map(line).join('\n')
}

/** "name  value" lines, values in line. */
export function list(entries: [string, string][]): string {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')
}
