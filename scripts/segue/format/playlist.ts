import type { PlaylistSummary } from '~server/domain/playlist'
import { formatBins, percent } from './bins'
import { formatTrack } from './recommendation'
import { duration, integer } from './numbers'
import { list } from './table'

const MOST = 5

/** What a playlist holds and sounds like, in a few lines. */
export function formatPlaylist(summary: PlaylistSummary): string {
  const { playlist, mood } = summary
  const entries: [string, string][] = [
    ['id', playlist.id],
    ['items', integer(summary.items)],
    ['tracks', `${integer(summary.tracks)}, ${integer(summary.searchable)} searchable`],
    ['repeats', integer(summary.duplicates)],
    ['releases', `${integer(summary.releases.groups)} recordings several times`],
    ['skipped', integer(summary.skipped.length)],
    ['length', duration(summary.durationMs / 1000)],
    [
      'mood',
      `energy ${percent(mood.energy)}, valence ${percent(mood.valence)}, danceability ${percent(mood.danceability)}`,
    ],
    ['tempo', formatBins(summary.tempo)],
    ['keys', formatBins(summary.keys)],
    ['decades', formatBins(summary.decades)],
    ['genres', formatBins(summary.genres)],
  ]
  const owner = playlist.ownerName === null ? '' : ` by ${playlist.ownerName}`
  return [
    `${playlist.name}${owner}`,
    list(entries),
    ...tracks('most typical', summary.mostCentral),
    ...tracks('most unusual', summary.mostUnusual),
  ].join('\n')
}

function tracks(heading: string, list: PlaylistSummary['mostCentral']): string[] {
  if (list.length === 0) return []
  return [`  ${heading}`, ...list.slice(0, MOST).map((track) => `    ${formatTrack(track)}`)]
}
