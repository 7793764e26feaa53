/**
 * The fields of a line in which quotation marks enclose whole fields (RFC 4180, section 2), spaces around
 * the marks apart; null for any other, such as
 * the first line of a record that goes over several, or one with stray marks: what these mean is the parser's to say.
 */
export function cutQuoted(line: string, delimiter: string): string[] | null {
  const fields: string[] = []
  for (let at = 0; ; at++) {
    const start = skipSpaces(line, at)
    const isQuoted = line[start] === '"'
    const end = isQuoted ? endOfQuoted(line, start) : endOfPlain(line, at, delimiter)
    if (end === -1) return null
    const next = isQuoted ? skipSpaces(line, end) : end
    if (isQuoted) fields.push(line.slice(start + 1, end - 1).replaceAll('""', '"'))
    else {
      const field = line.slice(at, end)
      if (field.includes('"')) return null
      fields.push(field)
    }
    if (next === line.length) return fields
    if (line[next] !== delimiter) return null
    at = next
  }
}

function skipSpaces(line: string, start: number): number {
  let at = start
  while (line[at] === ' ') at++
  return at
}

/** Behind the mark that closes the field; -1 where none does. */
function endOfQuoted(line: string, start: number): number {
  for (let at = start + 1; ;) {
    const mark = line.indexOf('"', at)
    if (mark === -1 || line[mark + 1] !== '"') return mark === -1 ? -1 : mark + 1
    at = mark + 2
  }
}

function endOfPlain(line: string, start: number, delimiter: string): number {
  const end = line.indexOf(delimiter, start)
  return end === -1 ? line.length : end
}
