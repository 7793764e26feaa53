import type { Track } from '~server/domain/track'
import type { VersionDecision, Versions } from '~server/recordings/domain/override'
import { formatTrack } from './recommendation'

/** A recording's releases and what was decided about them. */
export function formatVersions({ track, others, decisions }: Versions): string {
  const heading = `${formatRelease(track)}\n`
  const releases =
    others.length === 0
      ? '  no other release is known'
      : others.map((other) => `  = ${formatRelease(other)}`).join('\n')
  return [heading + releases, ...decisions.map(formatDecision)].join('\n')
}

function formatRelease(track: Track): string {
  const album = track.album === null ? '' : `, ${track.album}`
  return `${formatTrack(track)}${album}  [${track.id}]`
}

function formatDecision({
  kind,
  track,
  other,
  why,
  madeBy,
  madeAt,
  undoneBy,
  undoneAt,
}: VersionDecision): string {
  const what = kind === 'split' ? `${track} split off` : `${track} joined to ${other ?? ''}`
  const because = why === '' ? '' : `: ${why}`
  const undone = undoneAt === null ? '' : `; undone by ${undoneBy ?? ''}, ${undoneAt}`
  return `  ${what} by ${madeBy}, ${madeAt}${because}${undone}`
}
