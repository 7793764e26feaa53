import type { ClipRecommendation } from '~server/clip/domain/clip'
import {
  ADJUSTMENT_LABELS,
  GROUP_LABELS,
  percentileSentence,
  whatIfSentence,
} from '~server/similar/domain/explanation-sentences'
import { keyName } from '~server/domain/harmony'
import type { RankedTrack, Recommendation } from '~server/similar/domain/recommendation'
import { artistLine, type Track } from '~server/domain/track'
import { integer } from './numbers'

/** "Title – Artist, Artist (2019)" */
export function formatTrack(track: Track): string {
  const year = track.releaseYear === null ? '' : ` (${track.releaseYear})`
  return `${track.name} – ${artistLine(track)}${year}`
}

const HEADINGS = { similar: 'Like', discover: 'To discover from', continue: 'To go on from' } as const

/** The ranked tracks with score, id and the reasons. */
export function formatRecommendation({ mode, seeds, against, tracks, catalogSize }: Recommendation): string {
  const not = against.length === 0 ? '' : `, but not like ${against.map(formatTrack).join('; ')}`
  return formatAnswer(`${HEADINGS[mode]} ${seeds.map(formatTrack).join('; ')}${not}:`, tracks, catalogSize)
}

/** The same for a clip, with what was heard in it. */
export function formatClipRecommendation({ mode, clip, tracks, catalogSize }: ClipRecommendation): string {
  const { tempo, key, mode: scale, loudness } = clip.heard.values
  const heard = [
    tempo === undefined ? null : `${tempo.toFixed(0)} BPM`,
    key === undefined || scale === undefined ? null : keyName(key, scale),
    loudness === undefined ? null : `${loudness.toFixed(1)} LUFS`,
  ].filter((text) => text !== null)
  const unknown = clip.unknown.map((group) => GROUP_LABELS[group].toLowerCase()).join(', ')
  const heading = `${HEADINGS[mode]} a clip (${heard.join(', ')}; not known: ${unknown}):`
  return formatAnswer(heading, tracks, catalogSize)
}

function formatAnswer(heading: string, tracks: RankedTrack[], catalogSize: number): string {
  if (tracks.length === 0) return `${heading}\n  no track of the catalog answers this yet`
  const footer = `  out of ${integer(catalogSize)} tracks`
  return [heading, ...tracks.map(formatRanked), footer].join('\n')
}

function formatRanked(ranked: RankedTrack): string {
  const { rank, track, score, confidence, reasons, adjustments, percentile, whatIf } = ranked
  const sure = confidence < 1 ? `, compared by ${Math.round(confidence * 100)} % of the features` : ''
  const lines = [
    `${String(rank).padStart(3)}  ${score.toFixed(3)}  ${formatTrack(track)}  [${track.id}${sure}]`,
  ]
  for (const kind of ['alike', 'apart'] as const) {
    const texts = reasons.filter((reason) => reason.kind === kind).map((reason) => reason.text)
    if (texts.length > 0) lines.push(`            ${kind}: ${texts.join('; ')}`)
  }
  const more = [
    percentileSentence(percentile),
    ...adjustments.map(({ kind, amount }) => `${ADJUSTMENT_LABELS[kind]} ${amount.toFixed(3)}`),
    ...(whatIf ? [whatIfSentence(whatIf)] : []),
  ]
  lines.push(`            ${more.join('; ')}`)
  return lines.join('\n')
}
