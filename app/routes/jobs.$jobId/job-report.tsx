import { formatAmount, formatCount } from '~/lib/format'
import type { IngestReport } from '~server/domain/job'
import { ReasonsTable } from '~/ui/jobs/reasons-table'
import { ReportNotes } from './report-notes'
import { UnreadValues } from './unread-values'

/** What a job did, in figures, and what it left out by name. */
export function JobReport({ report }: { report: IngestReport }) {
  const facts: [name: string, count: number][] = [
    ['Read', report.read],
    ['Added', report.added],
    ['Changed', report.updated],
    ['Known already', report.unchanged],
    ['Repeated', report.merged],
    ['Left out', report.skipped],
    ['Without a sound', report.undescribed],
    ['Searchable', report.searchable],
  ]
  return (
    <section aria-labelledby="report">
      <h2 id="report">What came of it</h2>
      <dl className="facts">
        {facts.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {report.skippedNamed.length === 0 ? null : (
        <details className="skipped">
          <summary>{formatAmount(report.skipped, 'item', 'items')} left out, with the reasons</summary>
          <ReasonsTable where="Place" rows={report.skippedNamed} />
        </details>
      )}
      <UnreadValues unread={report.unread} />
      <ReportNotes notes={report.notes} />
    </section>
  )
}
