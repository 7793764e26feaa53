import { isDomainError } from '../domain/errors'
import { forEachAtOnce } from './at-once'
import type { Heard } from './hear-preview'
import { OutgoingFault } from '../outgoing/outgoing-fault'
import { emptyAnswer, SourceFault, type AskedTrack, type SourceAnswer } from './source'

type Options = {
  /** Tracks under way at once. */
  concurrency: number
  /** Finds the preview of a track and has it heard; null where there is none. */
  hear: (track: AskedTrack, signal: AbortSignal | undefined) => Promise<Heard | null>
  /** What is said of a track whose preview is not there any more. */
  goneReason: string
  signal: AbortSignal | undefined
}

/** Has the preview of each track heard. A fault of the source ends it early; what went wrong with one track is its own. */
export async function hearEach(
  tracks: readonly AskedTrack[],
  { concurrency, hear, goneReason, signal }: Options,
): Promise<SourceAnswer> {
  const answer = emptyAnswer()
  await forEachAtOnce(tracks, concurrency, async (track) => {
    const id = track.spotifyId
    if (answer.fault) return
    try {
      const heard = await hear(track, signal)
      if (heard === null) answer.unknown.push(id)
      else if (heard === 'gone') answer.failed.set(id, goneReason)
      else if ('set' in heard) answer.found.set(id, heard.set)
      else {
        answer.unknown.push(id)
        answer.failed.set(id, heard.reason)
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof SourceFault) answer.fault = error
      else answer.failed.set(id, toReason(error))
    }
  })
  return answer
}

/** A preview that went wrong is the matter of one track; what is none of ours goes on. */
function toReason(error: unknown): string {
  if (error instanceof OutgoingFault) return `its preview was not fetched (${error.message})`
  if (isDomainError(error) && (error.code === 'BUSY' || error.code === 'TIMED_OUT')) {
    return 'there was no time to listen to its preview'
  }
  throw error
}
