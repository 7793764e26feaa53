import type { Job } from '~server/domain/job'

/** An import that could not be done: the reason, and what to do about it. */
export function ImportFailed({ job }: { job: Job }) {
  return (
    <section className="job job--failed" aria-labelledby="job" data-job={job.id} data-state={job.state}>
      <h2 id="job">{job.subject} could not be imported</h2>
      <p className="lede">
        {job.error?.message ?? 'The work stopped for a reason that was not written down.'}
      </p>
      <p>{job.error?.hint}</p>
    </section>
  )
}
