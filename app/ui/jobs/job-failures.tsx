import { formatAmount } from '~/lib/format'
import { isActiveJob, type Job } from '~server/domain/job'
import type { TrackFailure } from '~server/domain/job-event'
import { JobButton } from './job-button'
import { ReasonsTable } from './reasons-table'

type Props = { job: Pick<Job, 'id' | 'state' | 'report'>; failures: TrackFailure[]; mayRetry: boolean }

/** Tracks that a job stored without a sound, each with what the sources said, and the button that asks them again. */
export function JobFailures({ job, failures, mayRetry }: Props) {
  const named = failures.length > 0 ? failures.map(toRow) : (job.report?.undescribedNamed ?? [])
  if (named.length === 0) return null
  const count = Math.max(named.length, failures.length > 0 ? 0 : (job.report?.undescribed ?? 0))
  return (
    <section aria-labelledby="failures" className="failures">
      <h2 id="failures">Without a sound</h2>
      <p>
        {formatAmount(count, 'track is', 'tracks are')} in the catalog, but no source could say how{' '}
        {count === 1 ? 'it sounds' : 'they sound'}, so no list finds {count === 1 ? 'it' : 'them'}.
      </p>
      <details className="skipped" open={named.length <= 5}>
        <summary>
          {named.length < count ? `The first ${named.length}, with the reasons` : 'Which, and why'}
        </summary>
        <ReasonsTable where="Place" rows={named} />
      </details>
      {mayRetry && !isActiveJob(job) && failures.some(({ track }) => track !== null) ? (
        <JobButton job={job} what="retry" label="Ask the sources again" />
      ) : null}
    </section>
  )
}

const toRow = ({ position, name, reason }: TrackFailure) => ({ where: position + 1, name, reason })
