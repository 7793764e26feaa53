import { Link } from '@remix-run/react'
import { formatAmount, formatCount } from '~/lib/format'
import { toImportFacts } from '~/ui/jobs/import-words'
import type { IngestReport, Job } from '~server/domain/job'
import { ReasonsTable } from '~/ui/jobs/reasons-table'
import { ReportNotes } from './report-notes'
import { UnreadValues } from './unread-values'

/** What an import did, and every row that it left out (the first hundred by name). */
export function ImportReport({ job, report }: { job: Job; report: IngestReport }) {
  return (
    <section className="imported" aria-labelledby="imported" data-job={job.id} data-state={job.state}>
      <h1 id="imported">{job.subject} is imported</h1>
      <dl className="imported__facts">
        {toImportFacts(report).map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SkippedRows report={report} />
      <UnreadValues unread={report.unread} />
      <ReportNotes notes={report.notes} />
      <p>
        Everything that has values is searchable now. <Link to="/">Start from the front page</Link>, or{' '}
        <Link to="/import">import another file</Link>.
      </p>
    </section>
  )
}

function SkippedRows({ report: { skipped, skippedNamed } }: { report: IngestReport }) {
  if (skipped === 0) return null
  return (
    <details className="skipped" open={skippedNamed.length <= 5}>
      <summary>
        {formatAmount(skipped, 'row was', 'rows were')} left out, with the reasons
        {skipped > skippedNamed.length ? ` of the first ${formatCount(skippedNamed.length)}` : ''}
      </summary>
      <ReasonsTable where="Line" rows={skippedNamed} />
    </details>
  )
}
