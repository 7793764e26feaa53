import { Form, useNavigation } from '@remix-run/react'
import { jobPath } from './job-words'
import type { Job } from '~server/domain/job'

type Props = { job: Pick<Job, 'id'>; what: 'cancel' | 'resume' | 'retry'; label: string; back?: string }

/** A button that changes what becomes of a job. */
export function JobButton({ job, what, label, back }: Props) {
  const pending = useNavigation().formAction !== undefined
  return (
    <Form method="post" action={jobPath(job.id)} className="job__button">
      {back === undefined ? null : <input type="hidden" name="back" value={back} />}
      <button type="submit" name="do" value={what} className="button--quiet" aria-disabled={pending}>
        {label}
      </button>
    </Form>
  )
}
