import { formatAmount, formatCount } from '~/lib/format'
import { toRibbon } from './to-ribbon'
import type { Recommendation } from '~server/similar/domain/recommendation'
import type { TasteMarks } from '~server/taste/domain/view'
import type { ReactNode } from 'react'
import { OtherTracks } from './other-tracks'
import { ResultRow } from './result-row'
import { Ribbon } from './ribbon'
import { TasteLine } from '~/ui/taste/taste-line'

const HEADINGS = {
  similar: ['track that sounds like it', 'tracks that sound like it'],
  discover: ['track by another artist', 'tracks by other artists'],
  continue: ['track to go on with', 'tracks to go on with'],
} as const

type Props = {
  recommendation: Pick<Recommendation, 'mode' | 'seeds' | 'tracks' | 'catalogSize' | 'indexVersion'>
  marks: TasteMarks | null
  withTaste: boolean
  children?: ReactNode
}

/** The ranked tracks, strung on the ribbon of their parts. */
export function ResultList({ recommendation, marks, withTaste, children }: Props) {
  const { mode, seeds, tracks, catalogSize, indexVersion } = recommendation
  const [one, many] = HEADINGS[mode]
  const { lead, stretches, tail } = toRibbon(tracks.map(({ parts }) => parts))
  return (
    <section className="result__list" aria-labelledby="answers">
      <div className="results__head">
        <Ribbon strands={lead} />
        <h2 id="answers">{formatAmount(tracks.length, one, many)}</h2>
        <p className="answer-line">
          Chosen from {formatAmount(catalogSize, 'track', 'tracks')} · index version{' '}
          {formatCount(indexVersion)}
        </p>
        {children}
        {marks ? <TasteLine marks={marks} isOn={withTaste} /> : null}
        {tracks.length === 0 ? (
          <p>
            No other track of the catalog answers this. Ask for less at once, or paste a playlist to add some.
          </p>
        ) : null}
      </div>
      <ol className="results__rows">
        {tracks.map((ranked, i) => (
          <ResultRow
            key={ranked.track.id}
            ranked={ranked}
            strands={stretches[i] ?? []}
            seeds={seeds}
            mark={marks?.marks[ranked.track.id]}
          />
        ))}
      </ol>
      <div className="results__tail">
        <Ribbon strands={tail} />
        <OtherTracks shown={tracks.map(({ track }) => track.id)} />
      </div>
    </section>
  )
}
