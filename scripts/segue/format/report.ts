import { describeUnread, type IngestReport, type Skipped } from '~server/domain/job'
import { integer } from './numbers'
import { list } from './table'

/** Skipped rows that are named one by one; the others are counted by reason. */
const NAMED = 10

/** What reading a file or playlist did. `where` is how a skipped item is found: "line", "position". */
export function formatReport(report: IngestReport, where: string): string {
  const counts: [string, string][] = [
    ['read', integer(report.read)],
    ['added', integer(report.added)],
    ['updated', integer(report.updated)],
    ['unchanged', integer(report.unchanged)],
    ['merged', `${integer(report.merged)}${report.merged > 0 ? ' (repeats of a track read before)' : ''}`],
    ['skipped', integer(report.skipped)],
    ['playlists', integer(report.playlists)],
    ['searchable', integer(report.searchable)],
  ]
  if (report.unnamed > 0) {
    counts.push(['unnamed', `${integer(report.unnamed)} (an id without a title or an artist)`])
  }
  if (report.undescribed > 0) counts.push(['no sound', integer(report.undescribed)])
  const { skipped, skippedNamed, undescribed, undescribedNamed } = report
  return [
    list(counts),
    ...formatNamed('Skipped:', skipped, skippedNamed, where),
    ...formatUnread(report),
    ...report.notes.flatMap((note) => ['', note]),
    ...formatNamed('Kept, but nobody knows how they sound:', undescribed, undescribedNamed, where),
  ].join('\n')
}

function formatNamed(title: string, count: number, named: Skipped[], where: string): string[] {
  const lines = named.slice(0, NAMED).map(({ where: at, name, reason }) => {
    return `  ${where} ${integer(at)}${name === '' ? '' : ` (${name})`}: ${reason}`
  })
  const rest = named.slice(NAMED)
  for (const [reason, times] of countReasons(rest.map((item) => item.reason))) {
    lines.push(`  and ${integer(times)} more: ${reason}`)
  }
  const unnamed = count - named.length
  if (unnamed > 0) lines.push(`  and ${integer(unnamed)} more, not named`)
  return lines.length > 0 ? ['', title, ...lines] : []
}

/** Values that were left out of rows that are stored. */
function formatUnread({ unread }: IngestReport): string[] {
  if (unread.length === 0) return []
  return ['', 'Values left out:', ...unread.map((each) => `  ${describeUnread(each)}`)]
}

/** Reasons by frequency; those that differ only in the value they quote count as one. */
function countReasons(reasons: string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const reason of reasons) {
    const kind = reason.replace(/"[^"]*"/g, '"…"')
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}
