import type { IngestReport } from '~server/domain/job'
import { formatAmount } from '~/lib/format'

/** "Up to 2 GB, up to 16 MB": as a reader would say it. */
export function formatSizeLimit(maxBytes: number): string {
  const sizes = [
    [1024 ** 3, 'GB'],
    [1024 ** 2, 'MB'],
    [1024, 'kB'],
  ] as const
  const [unit, name] = sizes.find(([bytes]) => maxBytes >= bytes) ?? [1, 'bytes']
  return `up to ${String(Math.floor(maxBytes / unit))} ${name}`
}

export type ImportFact = { label: string; value: string }

/** What an import did, in the words of its report; what did not happen is left out. */
export function toImportFacts(report: IngestReport): ImportFact[] {
  const tracks = (count: number) => formatAmount(count, 'track', 'tracks')
  const rows = (count: number) => formatAmount(count, 'row', 'rows')
  const facts: [label: string, count: number, text: string][] = [
    ['New', report.added, tracks(report.added)],
    ['Changed', report.updated, tracks(report.updated)],
    ['As they were', report.unchanged, tracks(report.unchanged)],
    ['Further rows of the same tracks', report.merged, rows(report.merged)],
    ['Left out', report.skipped, rows(report.skipped)],
    ['Without a title or an artist, known by their id', report.unnamed, tracks(report.unnamed)],
    ['Playlists', report.playlists, formatAmount(report.playlists, 'list', 'lists')],
  ]
  return [
    { label: 'Read', value: rows(report.read) },
    ...facts.flatMap(([label, count, value]) => (count === 0 ? [] : [{ label, value }])),
  ]
}
