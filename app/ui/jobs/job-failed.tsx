import { wasStopped } from './job-words'
import type { Job } from '~server/domain/job'
import { JobButton } from './job-button'
import { LinkForm } from '~/ui/forms/link-form'
import { hasWaysOut, PlaylistWaysOut } from './playlist-ways-out'
import { ReadAgain } from './read-again'

type Props = { job: Job; playlistId: string; first: boolean; mayChange: boolean }

/** A job that could not be done: the reason, and the ways out. */
export function JobFailed({ job, playlistId, first, mayChange }: Props) {
  const Heading = first ? 'h1' : 'h2'
  const stopped = wasStopped(job)
  return (
    <section
      className={stopped ? 'job' : 'job job--failed'}
      aria-labelledby="job"
      data-job={job.id}
      data-state={job.state}
    >
      <Heading id="job">{stopped ? 'The reading was stopped' : 'The playlist could not be read'}</Heading>
      <p className="lede">
        {job.error?.message ??
          (stopped ? 'What was read is kept.' : 'The work stopped for a reason that was not written down.')}
      </p>
      {job.error && hasWaysOut(job.error.code) ? (
        <PlaylistWaysOut code={job.error.code} />
      ) : (
        <p>{job.error?.hint}</p>
      )}
      {stopped && mayChange ? (
        <JobButton
          job={job}
          what="resume"
          label="Continue reading"
          back={`/p/${encodeURIComponent(playlistId)}`}
        />
      ) : (
        <ReadAgain playlistId={playlistId} label="Try again" />
      )}
      {first ? <LinkForm /> : null}
    </section>
  )
}
