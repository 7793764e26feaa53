import { GROUP_MEANINGS } from '~/lib/words'
import { GROUP_LABELS } from '~server/similar/domain/explanation-sentences'
import { GROUPS } from '~server/domain/features/vector-spec'

/** Which colour is which group, in the order of the bars. */
export function Legend() {
  return (
    <div className="legend">
      <h2>The parts of a score</h2>
      <dl>
        {GROUPS.map((group) => (
          <div key={group}>
            <dt>
              <svg className={`fill-${group}`} viewBox="0 0 10 10" width="12" height="12" aria-hidden="true">
                <rect width="10" height="10" rx="2" />
              </svg>
              {GROUP_LABELS[group]}
            </dt>
            <dd>{GROUP_MEANINGS[group]}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
