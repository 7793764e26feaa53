import { countWords, stateWord, statusWords } from './job-words'
import type { Job } from '~server/domain/job'
import { JobButton } from './job-button'
import { JobWaiting } from './job-waiting'

type Props = {
  job: Job
  title: string
  first: boolean
  /** When the page was made. */
  now: string
  /** Whether the reader may stop it. */
  mayChange: boolean
  /** Where its buttons come back to. */
  back: string
}

/** A job that is under way: what it does, how far and how fast it is, what it waits for, and how long it may take. */
export function JobProgress({ job, title, first, now, mayChange, back }: Props) {
  const Heading = first ? 'h1' : 'h2'
  const counts = countWords(job)
  return (
    <section className="job" aria-labelledby="job" data-job={job.id} data-state={job.state}>
      <p className="direction">{toDirection(job, first)}</p>
      <Heading id="job">{title}</Heading>
      <div className="job__stage">
        <p role="status">{statusWords(job)}</p>
        {job.waiting === null ? null : <JobWaiting waiting={job.waiting} now={now} />}
      </div>
      {job.total === null ? (
        <progress aria-label="Progress" />
      ) : (
        <progress aria-label="Progress" value={job.done} max={Math.max(1, job.total)} />
      )}
      <p className="job__counts">{counts === '' ? 'Nothing counted yet' : counts}</p>
      {mayChange ? <JobButton job={job} what="cancel" label="Stop" back={back} /> : null}
      <noscript>
        <p>This page loads itself again every two seconds.</p>
      </noscript>
    </section>
  )
}

/** Hours of waiting are no moment. */
function toDirection(job: Job, first: boolean): string {
  if (job.state !== 'running') return stateWord(job)
  return first ? 'one moment' : 'again'
}
