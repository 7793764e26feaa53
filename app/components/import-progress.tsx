import { capitalise, formatAmount, formatCount, formatWait } from '~/lib/format'
import { useLookAgain } from '~/lib/use-look-again'
import type { Job } from '~server/domain/job'

/** An import that runs: what it does, how far it is, and how long it may take. Looks again by itself. */
export function ImportProgress({ job }: { job: Job }) {
  useLookAgain()
  const stage = capitalise(job.state === 'queued' ? 'waiting for its turn' : job.stage)
  return (
    <section className="job" aria-labelledby="job" data-job={job.id} data-state={job.state}>
      <p className="direction">one moment</p>
      <h1 id="job">Importing {job.subject}</h1>
      <p className="job__stage" role="status">
        {stage}
      </p>
      {job.total === null ? (
        <progress aria-label="Progress" />
      ) : (
        <progress aria-label="Progress" value={job.done} max={Math.max(1, job.total)} />
      )}
      <p className="job__counts">
        {job.total === null
          ? formatAmount(job.done, 'row so far', 'rows so far')
          : `${formatCount(job.done)} of ${formatCount(job.total)}`}
        {job.etaSeconds === null ? '' : ` · ${formatWait(job.etaSeconds)} left`}
      </p>
      <noscript>
        <p>This page loads itself again every two seconds.</p>
      </noscript>
    </section>
  )
}
