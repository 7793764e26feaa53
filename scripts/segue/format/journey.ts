import type { Journey, JourneyStop } from '~server/journey/domain/journey'
import { ARC_LABELS, stepSentences } from '~server/journey/domain/sentences'
import { integer } from './numbers'
import { formatTrack } from './recommendation'

/** The tracks of a journey in order, with what happens between them. */
export function formatJourney({ stops, arc, camelot, clashes, ...journey }: Journey): string {
  const notes = [
    `steps of ${journey.meanStep.toFixed(0)}° on average, ${journey.largestStep.toFixed(0)}° at most`,
    arc ? `energy ${ARC_LABELS[arc]}` : null,
    camelot && clashes > 0 ? `${integer(clashes)} steps between keys that do not mix` : null,
    `out of ${integer(journey.catalogSize)} tracks`,
  ].filter((note) => note !== null)
  return [...stops.map(formatStop), `  ${notes.join('; ')}`].join('\n')
}

function formatStop({ place, track, named, next }: JourneyStop): string {
  const line = `${String(place).padStart(3)} ${named ? '*' : ' '} ${formatTrack(track)}  [${track.id}]`
  return next ? `${line}\n        ${next.degrees.toFixed(0)}°: ${stepSentences(next).join('; ')}` : line
}
