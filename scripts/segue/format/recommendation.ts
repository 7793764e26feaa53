import type { RankedTrack, Recommendation } from '~server/domain/recommendation'
import { artistLine, type Track } from '~server/domain/track'
import { integer } from './numbers'

/** "Title – Artist, Artist (2019)" */
export function formatTrack(track: Track): string {
  const year = track.releaseYear === null ? '' : ` (${track.releaseYear})`
  return `${track.name} – ${artistLine(track)}${year}`
}

/** The ranked tracks with score, id and the reasons. */
export function formatRecommendation({ query, tracks, catalogSize }: Recommendation): string {
  const heading = `Like ${formatTrack(query)}:`
  if (tracks.length === 0) return `${heading}\n  no track of the catalog is like it yet`
  const footer = `  out of ${integer(catalogSize)} tracks`
  return [heading, ...tracks.map(formatRanked), footer].join('\n')
}

function formatRanked({ rank, track, score, confidence, reasons }: RankedTrack): string {
  const sure = confidence < 1 ? `, compared by ${Math.round(confidence * 100)} % of the features` : ''
  const lines = [
    `${String(rank).padStart(3)}  ${score.toFixed(3)}  ${formatTrack(track)}  [${track.id}${sure}]`,
  ]
  for (const kind of ['alike', 'apart'] as const) {
    const texts = reasons.filter((reason) => reason.kind === kind).map((reason) => reason.text)
    if (texts.length > 0) lines.push(`            ${kind}: ${texts.join('; ')}`)
  }
  return lines.join('\n')
}
