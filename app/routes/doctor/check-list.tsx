import type { Check, CheckState } from '~server/status/domain/doctor'

const WORDS: Record<CheckState, string> = {
  yes: 'Yes',
  no: 'No',
  unknown: 'Not known',
  off: 'Not in use',
}

/** Checks one below the other: the answer in a word, what it means, and what to do about it. */
export function CheckList({ id, title, checks }: { id: string; title: string; checks: Check[] }) {
  return (
    <section className="checks" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl>
        {checks.map((check) => (
          <div key={check.id} data-check={check.id} data-state={check.state}>
            <dt>{check.title}</dt>
            <dd className="checks__state">{WORDS[check.state]}</dd>
            <dd>{check.detail}</dd>
            {check.remedy ? <dd className="checks__way">{check.remedy}</dd> : null}
          </div>
        ))}
      </dl>
    </section>
  )
}
