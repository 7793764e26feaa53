import { withoutInvisible, withoutMark, withoutTime } from './decoration'
import { separate } from './separate'

/** More than a few marks one after the other are not there to decorate a line. */
const MAX_MARKS = 8

/** A line without bullets and times at its start, and without characters that are not seen. */
export function withoutMarks(line: string): string {
  let rest = withoutInvisible(line)
  for (let marks = 0; marks < MAX_MARKS; marks++) {
    const next = withoutMark(rest) ?? withoutOpening(rest)
    if (next === null || next === '') break
    rest = next
  }
  return rest
}

/** A time that is not itself the artist ("4:44 – Somebody" has no other name). */
function withoutOpening(line: string): string | null {
  const rest = withoutTime(line)
  return rest !== null && (separate(line) === null || separate(rest) !== null || !/^\S+\s[-–—]\s/.test(line))
    ? rest
    : null
}
