import { formatNumber } from '~/lib/format'
import type { PlaylistSummary } from '~server/domain/playlist'
import type { Group } from '~server/domain/features/vector-spec'
import { ChartFigure } from './chart-figure'

const ROWS: { name: keyof PlaylistSummary['mood']; low: string; high: string; group: Group }[] = [
  { name: 'energy', low: 'calm', high: 'energetic', group: 'mood' },
  { name: 'valence', low: 'dark', high: 'cheerful', group: 'mood' },
  { name: 'danceability', low: 'still', high: 'danceable', group: 'mood' },
  { name: 'acousticness', low: 'electric', high: 'acoustic', group: 'voice' },
  { name: 'instrumentalness', low: 'sung', high: 'instrumental', group: 'voice' },
]
const ROW = 48

/** Percent of the width; a dot at either end is whole. */
const toEmbedding = (value: number) => 2 + value * 96

/** Where the playlist stands between five pairs of words. */
export function MoodBars({ mood }: { mood: PlaylistSummary['mood'] }) {
  const rows = ROWS.flatMap((row) => {
    const value = mood[row.name]
    return value === null ? [] : [{ ...row, value }]
  })
  const label = rows
    .map(({ low, high, value }) => `From ${low} to ${high}: ${formatNumber(value, 2)}`)
    .join('. ')
  return (
    <ChartFigure
      title="Mood and instruments"
      columns={['Mean of', '0 to 1']}
      rows={rows.map(({ name, value }) => [name, formatNumber(value, 2)])}
    >
      <svg className="moods" width="100%" height={rows.length * ROW} role="img" aria-label={label}>
        {rows.map(({ name, low, high, group, value }, i) => (
          <g key={name}>
            <text className="moods__low" x="0" y={i * ROW + 13}>
              {low}
            </text>
            <text className="moods__high" x="100%" y={i * ROW + 13}>
              {high}
            </text>
            <rect className="moods__track" x="0" width="100%" y={i * ROW + 20} height="4" rx="2" />
            <rect
              className={`fill-${group}`}
              x="0"
              width={`${toEmbedding(value)}%`}
              y={i * ROW + 20}
              height="4"
              rx="2"
            />
            <circle className={`fill-${group}`} cx={`${toEmbedding(value)}%`} cy={i * ROW + 22} r="6" />
          </g>
        ))}
      </svg>
    </ChartFigure>
  )
}
