/** A row that cannot be read; `message` is the reason that the report shows. Never leaves the file reader. */
export class RowError extends Error {}

const MAX_QUOTED = 40

/** A value of the file for a sentence: in quotation marks, on one line, cut where it is long. */
export function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return `"${line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line}"`
}
