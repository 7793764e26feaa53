import { MIN_PLAYLISTS, MIN_TRACKS } from '~server/quality/domain/limits'
import { lift } from '~server/quality/domain/metrics'
import { METHOD_NAMES } from '~server/quality/domain/method-names'
import type { Figure } from '~server/quality/domain/interval'
import type { HoldOut, QualityReport, StoredQuality } from '~server/quality/domain/report'
import { duration, integer } from './numbers'
import { list, table, type Cell } from './table'

/** What was measured: a table a question, our ways of ranking first, the baselines below them. */
export function formatQuality({
  version,
  measuredAt,
  annRecall,
  determinism,
  report,
}: StoredQuality): string {
  const head = list([
    ['catalog', `${integer(report.songs)} songs, ${integer(report.playlists)} playlists`],
    ['sample', `seed ${report.seed}, protocol ${report.protocol}`],
    ['index recall@10', annRecall === null ? 'exact' : annRecall.toFixed(3)],
    ['determinism', determinism === null ? '-' : percent(determinism)],
    ['measured', `${measuredAt} in ${duration(report.seconds)}${report.complete ? '' : ', cut short'}`],
  ])
  const parts = [
    `Quality of index version ${version}`,
    head,
    similarTable(report.similar),
    holdOutTable('Continue a playlist', report.continue),
    holdOutTable('Discover other artists', report.discover),
    'In brackets the 95 % interval. Absolute values stay low: what counts is the lift over random.',
  ]
  return parts.join('\n\n')
}

function similarTable(similar: QualityReport['similar']): string {
  if (!similar) return 'Similar: there are too few songs to measure.'
  const { rows, k, queries } = similar
  const cells = rows.map(({ method, genre, playlist, coverage, hubSkew }): Cell[] => [
    METHOD_NAMES[method] ?? method,
    range(genre),
    range(playlist),
    percent(coverage),
    hubSkew.toFixed(2),
  ])
  const title = `Similar: ${integer(queries)} tracks, first ${k} by other artists`
  return `${title}\n${table(['ranking', 'same genre', 'shares a playlist', 'coverage', 'hub skew'], cells)}`
}

const TOO_FEW = `not measured; it needs ${String(MIN_PLAYLISTS)} playlists with at least ${String(MIN_TRACKS)} tracks whose sound is known.`

function holdOutTable(title: string, held: HoldOut | null): string {
  if (!held) return `${title}: ${TOO_FEW}`
  const random = held.rows.find(({ method }) => method === 'random')?.recall.value ?? 0
  const cells = held.rows.map(({ method, recall, rPrecision, precision, artists }): Cell[] => [
    METHOD_NAMES[method] ?? method,
    range(recall),
    range(rPrecision),
    range(precision),
    times(lift(recall.value, random)),
    artists.toFixed(2),
  ])
  const { playlists, seeds, recallAt, precisionAt } = held
  const heading = [
    'ranking',
    `recall@${recallAt}`,
    'R-precision',
    `precision@${precisionAt}`,
    'lift',
    'artists',
  ]
  return `${title}: ${integer(playlists)} playlists, ${seeds} tracks shown, the rest hidden\n${table(heading, cells)}`
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
const times = (value: number | null): string => (value === null ? '-' : `× ${value.toFixed(1)}`)

function range(figure: Figure | null): string {
  if (!figure) return '-'
  return `${percent(figure.value)} [${(figure.low * 100).toFixed(1)}–${(figure.high * 100).toFixed(1)}]`
}

/** One line for `segue index status`. */
export function formatQualityLine({ version, report }: StoredQuality): string {
  const ours = report.continue?.rows.find(({ method }) => method === 'continue')
  const random = report.continue?.rows.find(({ method }) => method === 'random')
  if (!ours || !random) return `Quality of version ${version}: too few playlists to measure.`
  const better = times(lift(ours.recall.value, random.recall.value))
  return `Quality of version ${version}: finds ${percent(ours.recall.value)} of hidden playlist tracks (random ${percent(random.recall.value)}, ${better}).`
}
