import { Link } from '@remix-run/react'
import { stateWord, wasStopped } from '~/ui/jobs/job-words'
import { isHopeless, type Job } from '~server/domain/job'
import { JobButton } from '~/ui/jobs/job-button'

type Props = { job: Job; title: string; mayChange: boolean }

/** A job that is over: how it ended, and where to go from here. */
export function JobEnded({ job, title, mayChange }: Props) {
  const isDone = job.state === 'done'
  return (
    <section
      className={isDone || wasStopped(job) ? 'job' : 'job job--failed'}
      aria-labelledby="job"
      data-job={job.id}
      data-state={job.state}
    >
      <p className="direction">{stateWord(job)}</p>
      <h1 id="job">{title}</h1>
      {isDone ? null : (
        <>
          <p className="lede" role="status">
            {job.error?.message ?? 'It was stopped before it was done.'}
          </p>
          <p>{job.error?.hint ?? 'What it had stored is kept.'}</p>
          {mayChange && !isHopeless(job.error) ? (
            <JobButton job={job} what="resume" label="Continue" />
          ) : null}
        </>
      )}
      <JobOutcome job={job} />
    </section>
  )
}

function JobOutcome({ job }: { job: Job }) {
  if (job.kind === 'ingest-playlist') {
    return (
      <p>
        <Link to={`/p/${encodeURIComponent(job.subject)}`}>The playlist</Link>
      </p>
    )
  }
  if (job.kind === 'describe-tracks') {
    return (
      <p>
        <Link to={`/jobs/${encodeURIComponent(job.subject)}`}>The job whose tracks these are</Link>
      </p>
    )
  }
  if (job.kind === 'import-file') {
    return (
      <p>
        <Link to="/import">Import another file</Link>
      </p>
    )
  }
  return job.kind === 'evaluate-catalog' ? (
    <p>
      <Link to="/quality">The figures</Link>
    </p>
  ) : null
}
