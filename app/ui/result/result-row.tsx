import { Link, useNavigation } from '@remix-run/react'
import { capitalise, formatNumber } from '~/lib/format'
import type { Strand } from './to-ribbon'
import { addSeedPath, artistLine, trackPath } from '~/lib/track-words'
import { scoreWord, SOURCE_LABELS } from '~/lib/words'
import {
  ADJUSTMENT_LABELS,
  percentileSentence,
  whatIfSentence,
} from '~server/similar/domain/explanation-sentences'
import type { ClickKind } from '~server/taste/domain/click'
import type { Track } from '~server/domain/track'
import type { RankedTrack } from '~server/similar/domain/recommendation'
import { GROUPS } from '~server/domain/features/vector-spec'
import { Reasons } from './reasons'
import { Ribbon } from './ribbon'
import { RowDetails } from './row-details'
import { ScoreBar } from './score-bar'
import { SpotifyLink } from '~/ui/track/spotify-link'
import { TasteButtons } from '~/ui/taste/taste-buttons'
import { TrackArt } from '~/ui/track/track-art'

type Props = {
  ranked: RankedTrack
  strands: Strand[]
  seeds: Track[]
  mark: ClickKind | undefined
}

/** One answer: the track, its score, the parts that add up to it, and the reasons in words. */
export function ResultRow({ ranked, strands, seeds, mark }: Props) {
  const { rank, track, score, parts, reasons, confidence, sources, percentile, whatIf, adjustments } = ranked
  const nearest = seeds.length > 1 ? seeds.find(({ id }) => id === ranked.nearestSeed) : undefined
  const more = [
    nearest ? `most like ${nearest.name}` : null,
    percentileSentence(percentile),
    whatIf ? whatIfSentence(whatIf) : null,
    ...adjustments
      .filter(({ amount }) => Math.abs(amount) >= 0.005)
      .map(
        ({ kind, amount, note }) =>
          `${ADJUSTMENT_LABELS[kind].toLowerCase()} ${formatNumber(amount, 2)}${note ? ` (${note})` : ''}`,
      ),
  ].filter((text) => text !== null)
  // The word speaks of the sound alone: taste or the artist of a list may lift a score beyond what is alike.
  const likeness = GROUPS.reduce((sum, group) => sum + parts[group], 0)
  const from = sources.map((source) => SOURCE_LABELS[source]).join(', ')
  const path = trackPath(track)
  const opening = useNavigation().location?.pathname === path
  const year = track.releaseYear === null ? '' : ` · ${track.releaseYear}`
  return (
    <li className="row" data-track={track.id} data-score={score}>
      <Ribbon strands={strands} />
      <article className="row__card" aria-labelledby={`track-${rank}`}>
        <div className="row__head">
          <span className="row__rank">
            <span className="visually-hidden">Rank </span>
            {rank}
          </span>
          <TrackArt track={track} size={72} morph={opening} />
          <div className="row__words">
            <h3 id={`track-${rank}`}>{track.name}</h3>
            <p>{artistLine(track) + year}</p>
          </div>
          <p className="row__score">
            <span className="visually-hidden">Score </span>
            <b>{formatNumber(score, 2)}</b> <span>{scoreWord(likeness)}</span>
          </p>
        </div>
        <ScoreBar parts={parts} score={score} />
        <Reasons reasons={reasons} />
        <p className="row__more">{capitalise(more.join('; '))}.</p>
        <TasteButtons track={track} seed={ranked.nearestSeed} mark={mark} />
        <div className="row__foot">
          <Link className="more" to={path} prefetch="intent" viewTransition>
            More like this<span className="visually-hidden">{`: ${track.name}`}</span>
          </Link>
          <Link className="more" to={addSeedPath(seeds, track)}>
            Add to seeds<span className="visually-hidden">{`: ${track.name}`}</span>
          </Link>
          {track.spotifyUrl ? <SpotifyLink href={track.spotifyUrl} label={track.name} /> : null}
          <RowDetails ranked={ranked} />
          <p className="row__trust">
            confidence {formatNumber(confidence, 2)}
            {from ? ` · ${from}` : ''}
          </p>
        </div>
      </article>
    </li>
  )
}
