import { Link, useNavigation } from '@remix-run/react'
import { formatNumber } from '~/lib/format'
import type { Strand } from '~/lib/ribbon'
import { artistLine, trackPath } from '~/lib/track-words'
import { scoreWord, SOURCE_LABELS } from '~/lib/words'
import type { RankedTrack } from '~server/domain/recommendation'
import { Reasons } from './reasons'
import { Ribbon } from './ribbon'
import { RowDetails } from './row-details'
import { ScoreBar } from './score-bar'
import { SpotifyLink } from './spotify-link'
import { TrackArt } from './track-art'

/** One answer: the track, its score, the parts that add up to it, and the reasons in words. */
export function ResultRow({ ranked, strands }: { ranked: RankedTrack; strands: Strand[] }) {
  const { rank, track, score, parts, reasons, confidence, sources } = ranked
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
            <b>{formatNumber(score, 2)}</b> <span>{scoreWord(score)}</span>
          </p>
        </div>
        <ScoreBar parts={parts} score={score} />
        <Reasons reasons={reasons} />
        <div className="row__foot">
          <Link className="more" to={path} prefetch="intent" viewTransition>
            More like this<span className="visually-hidden">: {track.name}</span>
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
