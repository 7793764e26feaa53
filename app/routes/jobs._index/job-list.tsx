import { Link } from '@remix-run/react'
import { formatCount } from '~/lib/format'
import { countWords, formatLeft, jobPath, jobTitle, stateWord, statusWords } from '~/ui/jobs/job-words'
import { isActiveJob, type Job } from '~server/domain/job'

type NamedJob = { job: Job; name: string | null }

/** Jobs, newest first: what each does, how it stands at `now`, and why where it failed. */
export function JobList({ jobs, now }: { jobs: NamedJob[]; now: string }) {
  return (
    <ol className="job-list">
      {jobs.map(({ job, name }) => (
        <li key={job.id} data-state={job.state}>
          <h3>
            <Link to={jobPath(job.id)}>
              {jobTitle({ job, name })}
              {job.kind === 'ingest-playlist' && name === null ? <small> {job.subject}</small> : null}
            </Link>
          </h3>
          <p className="job-list__state">{stateWord(job)}</p>
          <JobLine job={job} now={now} />
          <p className="quiet">
            <time dateTime={job.createdAt}>{job.createdAt.slice(0, 16).replace('T', ' ')} UTC</time>
          </p>
        </li>
      ))}
    </ol>
  )
}

function JobLine({ job, now }: { job: Job; now: string }) {
  if (isActiveJob(job)) {
    if (job.state === 'queued') return null
    const words = [`${statusWords(job)}${leftOf(job, now)}`, countWords(job)]
    return (
      <>
        {job.total === null ? null : (
          <progress aria-label="Progress" value={job.done} max={Math.max(1, job.total)} />
        )}
        <p>{words.filter((word) => word !== '').join(' · ')}</p>
      </>
    )
  }
  if (job.error) return <p>{job.error.message}</p>
  if (!job.report) return null
  const { read, added, undescribed } = job.report
  return (
    <p>
      {formatCount(read)} read, {formatCount(added)} added
      {undescribed > 0 ? `, ${formatCount(undescribed)} without a sound` : ''}
    </p>
  )
}

/** What is left of a wait, behind the words that say what is waited for. */
function leftOf({ waiting }: Job, now: string): string {
  return waiting === null ? '' : ` ${formatLeft((Date.parse(waiting.until) - Date.parse(now)) / 1000)}`
}
