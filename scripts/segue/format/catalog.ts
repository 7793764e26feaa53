import type { CatalogSummary } from '~server/catalog/domain/catalog-summary'
import type { Track } from '~server/domain/track'
import { formatBins, percent } from './bins'
import { integer } from './numbers'
import { formatTrack } from './recommendation'
import { list } from './table'

/** What the catalog holds and sounds like, as text. */
export function formatCatalog(summary: CatalogSummary): string {
  const { counts, recent, mood, releases, isrcTwins } = summary
  const entries: [string, string][] = [
    ['tracks', `${integer(counts.tracks)}, ${integer(counts.searchable)} searchable`],
    ['recordings', integer(counts.recordings)],
    ['artists', integer(counts.artists)],
    ['albums', integer(counts.albums)],
    ['playlists', integer(counts.playlists)],
    [
      `last ${integer(recent.days)} days`,
      `${integer(recent.read)} read in ${integer(recent.jobs)} jobs: ${integer(recent.added)} new, ${integer(recent.known)} known, ` +
        `${integer(recent.merged)} merged, ${integer(recent.skipped)} skipped, ${integer(recent.undescribed)} without sound`,
    ],
    ['reasons', formatBins(recent.reasons)],
    [
      'sources',
      formatBins(summary.featureCoverage.map(({ source, tracks }) => ({ label: source, count: tracks }))),
    ],
    ['known', formatBins(summary.blocks.map(({ block, tracks }) => ({ label: block, count: tracks })))],
    ['drawn from', `${integer(summary.drawnFrom)} tracks`],
    ['tempo', formatBins(summary.tempo)],
    ['keys', formatBins(summary.keys)],
    ['decades', formatBins(summary.decades)],
    ['genres', formatBins(summary.genres)],
    [
      'mood',
      `energy ${percent(mood.energy)}, valence ${percent(mood.valence)}, danceability ${percent(mood.danceability)}`,
    ],
    ['releases', `${integer(releases.groups)} recordings in ${integer(releases.tracks)} tracks`],
    ['ISRC twins', `${integer(isrcTwins.groups)} ISRCs of ${integer(isrcTwins.tracks)} tracks`],
  ]
  return [
    `The catalog, counted ${summary.at}`,
    list(entries),
    ...named(
      `most central (in lists of ${integer(summary.asked)} tracks)`,
      summary.mostCentral.map(({ track, lists }) => [track, integer(lists)]),
    ),
    ...named(
      'most unusual (mean score with their nearest)',
      summary.mostUnusual.map(({ track, likeness }) => [track, likeness.toFixed(2)]),
    ),
    ...named(
      'most releases',
      summary.mostReleased.map(({ track, releases: count }) => [track, integer(count)]),
    ),
  ].join('\n')
}

function named(heading: string, tracks: [Track, string][]): string[] {
  if (tracks.length === 0) return []
  return [
    `  ${heading}`,
    ...tracks.map(([track, figure]) => `    ${figure.padStart(5)}  ${formatTrack(track)}`),
  ]
}
