import { formatCount, formatDate, formatNumber, formatShare } from '~/lib/format'
import type { Quality } from './quality'

/** On what was measured, and what holds for the search itself. */
export function QualityFacts({ quality: { version, measuredAt, annRecall, determinism, report } }: Props) {
  const similar = report.similar?.rows.find(({ method }) => method === 'similar')
  const facts: [name: string, value: string, means: string][] = [
    [
      'Index version',
      String(version),
      `Measured ${formatDate(measuredAt)} on ${formatCount(report.songs)} songs and ${formatCount(report.playlists)} playlists.`,
    ],
    [
      'Search',
      annRecall === null ? 'exact' : formatShare(annRecall),
      annRecall === null
        ? 'Every track is compared, so no neighbour is missed.'
        : 'Share of the true ten neighbours that the quick search finds.',
    ],
    ...(determinism === null
      ? []
      : ([
          [
            'Same answer',
            formatShare(determinism),
            'Share of tracks that get the same neighbours each time.',
          ],
        ] satisfies typeof facts)),
    ...(similar
      ? ([
          [
            'Hub skew',
            formatNumber(similar.hubSkew, 2),
            'How unevenly tracks are recommended; above 2, a few turn up everywhere.',
          ],
          [
            'Coverage',
            formatShare(similar.coverage),
            `Share of the songs that turn up at all when ${formatCount(report.similar?.queries ?? 0)} tracks are asked for.`,
          ],
        ] satisfies typeof facts)
      : []),
  ]
  return (
    <dl className="quality-facts">
      {facts.map(([name, value, means]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="quality-facts__value">{value}</dd>
          <dd className="quiet">{means}</dd>
        </div>
      ))}
    </dl>
  )
}

type Props = { quality: Quality }
