import type { Job } from '~server/domain/job'
import { LinkForm } from './link-form'
import { hasWaysOut, PlaylistWaysOut } from './playlist-ways-out'
import { ReadAgain } from './read-again'

/** A job that could not be done: the reason, and the ways out. */
export function JobFailed({ job, playlistId, first }: { job: Job; playlistId: string; first: boolean }) {
  const Heading = first ? 'h1' : 'h2'
  return (
    <section className="job job--failed" aria-labelledby="job" data-job={job.id} data-state={job.state}>
      <Heading id="job">The playlist could not be read</Heading>
      <p className="lede">
        {job.error?.message ?? 'The work stopped for a reason that was not written down.'}
      </p>
      {job.error && hasWaysOut(job.error.code) ? (
        <PlaylistWaysOut code={job.error.code} />
      ) : (
        <p>{job.error?.hint}</p>
      )}
      <ReadAgain playlistId={playlistId} label="Try again" />
      {first ? <LinkForm /> : null}
    </section>
  )
}
